// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import GRDB
package import KeyManagement
import KeyVault
import SyncEngine
package import SyncModel

/// The instances of this daemon, for those who create, describe and release them.
package struct FileInstanceCatalog: Sendable {
    private let directory: InstanceDirectory
    // Watched as "catalog".
    private let queue = DispatchQueue(label: "io.kmsync.catalog")
    /// Told of an instance that is new.
    private let created: @Sendable (InstanceID) -> Void
    /// Told of an instance whose quota was changed.
    private let quotaChanged: @Sendable (InstanceID) -> Void
    /// Told of an instance that is gone.
    private let released: @Sendable (InstanceID) -> Void

    /// Works on these files.
    package init(
        _ directory: InstanceDirectory,
        created: @escaping @Sendable (InstanceID) -> Void = { _ in },
        quotaChanged: @escaping @Sendable (InstanceID) -> Void,
        released: @escaping @Sendable (InstanceID) -> Void = { _ in }
    ) {
        self.directory = directory
        self.created = created
        self.quotaChanged = quotaChanged
        self.released = released
    }

    /// Goes once through the queue that makes and removes files; for the watchdog.
    package func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }
}

extension FileInstanceCatalog: InstanceCatalog {
    package func create(_ instance: NewInstance, completion: @escaping Completion<Instance>) {
        guard directory.insert(.unusable(.beingCreated), as: instance.id) else {
            return completion(.failure(.instanceExists(instance.id)))
        }
        // Files are made and synced on a thread of their own: whoever asks must not block.
        queue.async { [self] in make(instance, completion) }
    }

    private func make(_ instance: NewInstance, _ completion: Completion<Instance>) {
        let path = directory.path(of: instance.id)
        guard !FileSystem.exists(path) else {
            // Somebody put it there while the daemon runs: it is not ours to write over.
            directory.replace(nil, at: instance.id)
            return completion(.failure(.instanceExists(instance.id)))
        }
        do {
            let made = instance.instance(now: directory.now)
            try InstanceFile.create(made, path: path, masterKeys: directory.masterKeys)
            try directory.openFile(instance.id)
            created(made.id)
            completion(.success(made))
        } catch {
            let refusal = Refusal(error)
            do {
                // What was refused must not be there after a restart.
                try FileSystem.removeDatabase(path)
            } catch {
                // ignoring: the disk refuses everything now, and the caller is told of the first error.
            }
            directory.replace(nil, at: instance.id)
            completion(.failure(refusal))
        }
    }

    package func list() throws(Refusal) -> [Instance] {
        var instances: [Instance] = []
        for file in directory.files() { instances.append(try file.view { try InstanceRecord.instance($0) }) }
        return instances
    }

    package func describe(_ id: InstanceID) throws(Refusal) -> Instance {
        try file(id).view { try InstanceRecord.instance($0) }
    }

    package func setQuota(
        _ id: InstanceID,
        keyLimit: Int?,
        secretLimit: Int?,
        completion: @escaping Completion<Instance>
    ) {
        do throws(Refusal) {
            let file = try file(id)
            let quotaChanged = quotaChanged
            file.write { context -> Instance in
                try context.db.execute(
                    sql: "UPDATE instance SET keyLimit = ifnull(?, keyLimit), secretLimit = ifnull(?, secretLimit)",
                    arguments: [keyLimit, secretLimit]
                )
                return try InstanceRecord.instance(context.db)
            } completion: { result in
                if case .success = result { quotaChanged(id) }
                completion(result.mapError { Refusal($0) })
            }
        } catch {
            completion(.failure(error))
        }
    }

    package func release(_ id: InstanceID, confirm: String, completion: @escaping Completion<Void>) {
        do throws(Refusal) {
            let file = try file(id)
            try ReleaseRule.check(id, confirm: confirm, replicas: try replicas(file))
            // From here on nobody finds it; a crash before the rename leaves the instance as it was.
            directory.replace(.unusable(.closed), at: id)
            file.close { queue.async { remove(id, completion) } }
        } catch {
            completion(.failure(error))
        }
    }

    /// Removes the file of an instance, which is closed: from the rename on it is gone, before it is as it was.
    private func remove(_ id: InstanceID, _ completion: Completion<Void>) {
        let path = directory.path(of: id)
        do {
            try FileSystem.retire(path, as: path + ".released")
        } catch {
            reopen(id, after: error)
            return completion(.failure(Refusal(error)))
        }
        let leftover: StoreError?
        do throws(StoreError) {
            try FileSystem.removeLog(path)
            try FileSystem.removeDatabase(path + ".released")
            leftover = nil
        } catch {
            leftover = error
        }
        // Only now may the name be taken again: a new file of this name would be removed with the old one.
        directory.replace(nil, at: id)
        released(id)
        guard let leftover else { return completion(.success(())) }
        let detail = "\(id) was released, but the next start has to remove its file: \(leftover)"
        completion(.failure(.storageFailed(detail: detail)))
    }

    /// A release that failed leaves the instance as it was, or, where even that fails, to be opened later.
    private func reopen(_ id: InstanceID, after error: StoreError) {
        do {
            try directory.openFile(id)
        } catch {
            directory.tellClosed(id, StoreError(error))
        }
    }

    package func keys(of id: InstanceID) throws(Refusal) -> any KeyService { FileKeyService(try file(id)) }

    package func secrets(of id: InstanceID) throws(Refusal) -> any SecretService { FileSecretService(try file(id)) }

    /// Whom a release would hurt: the replicas of a primary, or the replica itself.
    private func replicas(_ file: InstanceFile) throws(Refusal) -> [InstanceID] {
        try file.view { db in
            if try InstanceRecord.instance(db).role == .replica { return [file.id] }
            return try AssociationTable.all(db).filter { $0.stage != .disassociated }.map(\.replicaID)
        }
    }

    private func file(_ id: InstanceID) throws(Refusal) -> InstanceFile {
        switch directory.slot(id) {
        case .open(let file): return file
        case .unusable(let error): throw Refusal(error)
        case nil: throw .instanceNotFound(id)
        }
    }
}
