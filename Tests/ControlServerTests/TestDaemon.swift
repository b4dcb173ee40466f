// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing
import Varlink
import VarlinkServer

@testable import ControlServer

/// All handlers over ports in memory, called without a socket.
struct TestDaemon {
    let instances = MemoryInstances()
    let synchronization = MemorySynchronization()
    let faults = MemoryFaults()
    let events = MemoryEvents()
    let daemon = MemoryDaemon()
    let audit = MemoryAudit()
    let access: AccessControl

    static let root = Peer(uid: 0, gid: 0, pid: 1, groups: [])

    init(_ policy: AccessPolicy = AccessPolicy()) { access = AccessControl(policy) }

    var services: ControlServices {
        ControlServices(
            instances: instances,
            synchronization: synchronization,
            faults: faults,
            events: events,
            daemon: daemon,
            audit: audit,
            access: access,
            now: { testNow }
        )
    }

    /// Calls a method by name with JSON.
    @discardableResult
    func call(_ name: String, _ json: String, as peer: Peer = root, more: Bool = false) throws -> RecordedAnswer {
        let row = try #require(MethodTable.rows.first { $0.name == name }, "\(name) is not served")
        let answer = RecordedAnswer()
        row.serve(IncomingCall(peer: peer, more: more, json: Array(json.utf8)), answer, services)
        return answer
    }

    @discardableResult
    func call<Method: VarlinkMethod>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        as peer: Peer = root,
        more: Bool = false
    ) throws -> RecordedAnswer {
        let json = String(decoding: try JSONObject.encode(parameters), as: UTF8.self)
        return try call(method.name, json, as: peer, more: more)
    }

    /// Calls a method that must succeed.
    @discardableResult
    func reply<Method: VarlinkMethod>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        as peer: Peer = root
    ) throws -> Method.Reply {
        try call(method, parameters, as: peer).reply(to: method)
    }

    /// Two instances, a key with an alias, a secret, and an association.
    static func furnished(_ policy: AccessPolicy = AccessPolicy()) throws -> TestDaemon {
        let daemon = TestDaemon(policy)
        try daemon.reply(InstancesInterface.CreateInstance.self, .init(instanceId: "primary", region: "a"))
        try daemon.reply(InstancesInterface.CreateInstance.self, .init(instanceId: "replica", region: "b"))
        try daemon.reply(
            KeysInterface.CreateKey.self,
            .init(instanceId: "primary", keyId: "orders-1", aliases: ["alias/orders"])
        )
        try daemon.reply(
            SecretsInterface.CreateSecret.self,
            .init(instanceId: "primary", name: "shop/password", value: ConcealedText("c2VjcmV0"))
        )
        try daemon.reply(
            SynchronizationInterface.AssociateReplica.self,
            .init(primaryInstanceId: "primary", replicaInstanceId: "replica", synchronizationType: "all_resources")
        )
        return daemon
    }
}
