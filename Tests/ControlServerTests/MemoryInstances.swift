// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Synchronization

/// Instances in memory: the rules of KeyManagement over dictionaries, so that handlers can be run without files.
final class MemoryInstances: InstanceCatalog {
    private let instances = Mutex<[InstanceID: Instance]>([:])
    private let resources = Mutex<[InstanceID: MemoryResources]>([:])

    func create(_ new: NewInstance, completion: @escaping Completion<Instance>) {
        let instance = new.instance(now: testNow)
        let isNew = instances.withLock { instances in
            guard instances[new.id] == nil else { return false }
            instances[new.id] = instance
            return true
        }
        guard isNew else { return completion(.failure(.instanceExists(new.id))) }
        resources.withLock { $0[new.id] = MemoryResources(instance: new.id) }
        completion(.success(instance))
    }

    func list() throws(Refusal) -> [Instance] {
        instances.withLock { $0.values.sorted { $0.id < $1.id } }
    }

    func describe(_ id: InstanceID) throws(Refusal) -> Instance {
        guard let instance = instances.withLock({ $0[id] }) else { throw .instanceNotFound(id) }
        return instance
    }

    func setQuota(_ id: InstanceID, keyLimit: Int?, secretLimit: Int?, completion: @escaping Completion<Instance>) {
        completion(
            Result { () throws(Refusal) in
                var instance = try describe(id)
                instance.keyQuota.limit = keyLimit ?? instance.keyQuota.limit
                instance.secretQuota.limit = secretLimit ?? instance.secretQuota.limit
                instances.withLock { $0[id] = instance }
                return instance
            }
        )
    }

    func release(_ id: InstanceID, confirm: String, completion: @escaping Completion<Void>) {
        completion(
            Result { () throws(Refusal) in
                try ReleaseRule.check(try describe(id).id, confirm: confirm, replicas: [])
                instances.withLock { $0[id] = nil }
            }
        )
    }

    func keys(of id: InstanceID) throws(Refusal) -> any KeyService { try resources(of: id) }

    func secrets(of id: InstanceID) throws(Refusal) -> any SecretService { try resources(of: id) }

    private func resources(of id: InstanceID) throws(Refusal) -> MemoryResources {
        guard let found = resources.withLock({ $0[id] }) else { throw .instanceNotFound(id) }
        return found
    }
}

/// When everything in these tests happens.
let testNow = Timestamp(milliseconds: 1_800_000_000_000)
