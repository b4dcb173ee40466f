// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing
import Varlink
import VarlinkServer

@testable import ControlServer

struct AccessTests {
    private static let policy = AccessPolicy(
        administrators: Principals(users: [100], groups: [10]),
        operators: Principals(users: [200], groups: [20]),
        viewers: Principals(users: [300], groups: [30])
    )

    private static func peer(_ uid: UInt32, gid: UInt32 = 9, groups: [UInt32] = []) -> Peer {
        Peer(uid: uid, gid: gid, pid: 1, groups: groups)
    }

    @Test
    func `roles come from the user, the group and the supplementary groups, and the greatest counts`() {
        #expect(Self.policy.role(of: TestDaemon.root) == .administrator)
        #expect(Self.policy.role(of: Self.peer(100)) == .administrator)
        #expect(Self.policy.role(of: Self.peer(9, gid: 20)) == .operator)
        #expect(Self.policy.role(of: Self.peer(9, groups: [8, 30])) == .viewer)
        #expect(Self.policy.role(of: Self.peer(300, gid: 20, groups: [10])) == .administrator)
        #expect(Self.policy.role(of: Self.peer(10, gid: 100, groups: [200])) == nil)
    }

    /// The matrix of the contract, written out once more.
    private static let operators: Set<String> = [
        "Synchronization.PauseReplica", "Synchronization.ResumeReplica", "Synchronization.RetryResources",
    ]
    private static let viewers: Set<String> = [
        "Daemon.GetStatus", "Daemon.GetMetrics", "Instances.ListInstances", "Instances.DescribeInstance",
        "Keys.ListKeys",
        "Keys.DescribeKey", "Keys.GetPublicKey", "Secrets.ListSecrets", "Secrets.DescribeSecret",
        "Synchronization.CheckAssociation", "Synchronization.ListReplicas", "Synchronization.DescribeReplica",
        "Synchronization.ListSynchronizedResources", "Synchronization.ExplainResource",
        "Synchronization.WaitUntilSynchronized", "Faults.ListFaults", "Monitor.Subscribe",
    ]

    private static func required(_ name: String) -> Role {
        let name = String(name.dropFirst("io.kmsync.".count))
        return viewers.contains(name) ? .viewer : operators.contains(name) ? .operator : .administrator
    }

    @Test(arguments: MethodTable.rows.map(\.name))
    func `a method is for its role and greater ones, and whom it refuses is told which`(name: String) throws {
        let callers: [(Peer, Role?)] = [
            (Self.peer(100), .administrator), (Self.peer(9, groups: [20]), .operator), (Self.peer(300), .viewer),
            (Self.peer(400), nil),
        ]
        let required = Self.required(name)
        for (peer, role) in callers {
            let daemon = TestDaemon(Self.policy)
            let answer = try daemon.call(name, #"{"instanceId":"a"}"#, as: peer, more: false)
            let isAllowed = role.map { $0 >= required } ?? false
            let denial = ControlError.permissionDenied(required: required.rawValue)
            #expect((answer.error == denial) != isAllowed, "\(String(describing: role))")
            let denials = daemon.audit.entries.filter { $0.outcome == .denied(required: required) }
            #expect(denials.count == (isAllowed ? 0 : 1))
            #expect(denials.allSatisfy { $0.method == name && $0.peer == peer })
        }
    }

    @Test
    func `a refused caller is recorded with what it asked for, and no text of its own making`() throws {
        let daemon = TestDaemon(Self.policy)
        try daemon.call(
            SecretsInterface.GetSecretValue.self,
            .init(instanceId: "primary", name: "shop/password"),
            as: Self.peer(300)
        )
        try daemon.call(
            KeysInterface.RotateKey.self,
            .init(instanceId: "line\nbreak", keyId: "KMSYNC_USER=0"),
            as: Self.peer(300)
        )
        let entries = daemon.audit.entries
        #expect(entries.map { $0.instanceID?.description } == ["primary", nil])
        #expect(entries.map(\.resource) == ["secret/shop/password", nil])
    }

    @Test
    func `another policy is in force from the next call on`() throws {
        let daemon = TestDaemon(Self.policy)
        let viewer = Self.peer(300)
        #expect(try daemon.call(InstancesInterface.ListInstances.self, .init(), as: viewer).error == nil)
        daemon.access.replace(with: AccessPolicy())
        let answer = try daemon.call(InstancesInterface.ListInstances.self, .init(), as: viewer)
        #expect(answer.error == .permissionDenied(required: "viewer"))
    }

    @Test
    func `nobody without a role or a grant may connect, which is recorded`() throws {
        let grant = ApplicationGrant(
            principals: Principals(groups: [50]),
            instance: try GlobPattern("*", field: "instance"),
            keys: [],
            secrets: []
        )
        let daemon = TestDaemon(
            AccessPolicy(viewers: Principals(users: [300]), grants: [grant])
        )
        #expect(daemon.services.admission(of: TestDaemon.root) == .administrator)
        #expect(daemon.services.admission(of: Self.peer(300)) == .other)
        #expect(daemon.services.admission(of: Self.peer(9, groups: [50])) == .other)
        #expect(daemon.audit.entries.isEmpty)
        #expect(daemon.services.admission(of: Self.peer(400)) == .refused)
        #expect(daemon.audit.entries.map(\.method) == [AuditEntry.connecting])
    }

    @Test(arguments: [
        ("*", "", true), ("*", "a/b", true), ("a*", "b", false), ("shop/*", "shop/a/b", true),
        ("shop/*", "shop", false),
        ("*-eu-*", "kst-eu-1", true), ("*ab", "aab", true), ("*a*b", "xaxbxc", false), ("a**c", "abc", true),
        ("abc", "abc", true), ("abc", "abcd", false), ("abcd", "abc", false), ("a*b*c", "abcbc", true),
    ])
    func `a star stands for any characters or none`(pattern: String, text: String, matches: Bool) throws {
        #expect(try GlobPattern(pattern, field: "x").matches(text) == matches)
    }
}
