// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel
import Testing
import Varlink

@testable import ControlServer

struct ReplyTests {
    private static let pair = #"{"primaryInstanceId":"primary","replicaInstanceId":"replica"}"#
    private static let key = #"{"instanceId":"primary","keyId":"orders-1"}"#
    private static let secret = #"{"instanceId":"primary","name":"shop/password"}"#

    /// A call of every method that is answered at once, on a furnished daemon.
    private static let calls: [(String, String)] = [
        ("Daemon.GetStatus", "{}"), ("Daemon.GetMetrics", "{}"), ("Daemon.Reload", "{}"),
        ("Daemon.SetLogLevel", #"{"level":"debug"}"#),
        ("Instances.CreateInstance", #"{"instanceId":"third","region":"c"}"#), ("Instances.ListInstances", "{}"),
        ("Instances.DescribeInstance", #"{"instanceId":"primary"}"#),
        ("Instances.SetQuota", #"{"instanceId":"primary","keyQuota":7}"#),
        ("Instances.ReleaseInstance", #"{"instanceId":"primary","confirm":"primary"}"#),
        ("Keys.CreateKey", #"{"instanceId":"primary"}"#),
        ("Keys.ImportKey", #"{"instanceId":"primary","spec":"ec_p256","material":"-----BEGIN"}"#),
        ("Keys.ListKeys", #"{"instanceId":"primary"}"#), ("Keys.DescribeKey", key), ("Keys.RotateKey", key),
        ("Keys.EnableKey", key), ("Keys.DisableKey", key),
        ("Keys.UpdateKey", #"{"instanceId":"primary","keyId":"orders-1","tags":{"a":"b"}}"#),
        ("Keys.ScheduleKeyDeletion", key), ("Keys.CancelKeyDeletion", key),
        ("Keys.Encrypt", #"{"instanceId":"primary","keyId":"orders-1","plaintext":"AQID","context":{"a":"b"}}"#),
        ("Keys.Decrypt", #"{"instanceId":"primary","ciphertext":"b3JkZXJzLTE6AQ=="}"#),
        ("Keys.Sign", #"{"instanceId":"primary","keyId":"alias/orders","message":"AQID"}"#),
        ("Keys.Verify", #"{"instanceId":"primary","keyId":"alias/orders","message":"AQID","signature":"AQID"}"#),
        ("Keys.GetPublicKey", key),
        ("Secrets.CreateSecret", #"{"instanceId":"primary","name":"n","value":"AQID","encryptionKeyId":"orders-1"}"#),
        ("Secrets.PutSecretValue", #"{"instanceId":"primary","name":"shop/password","value":"AQID"}"#),
        ("Secrets.GetSecretValue", secret), ("Secrets.ListSecrets", #"{"instanceId":"primary"}"#),
        ("Secrets.DescribeSecret", secret),
        ("Secrets.UpdateSecret", #"{"instanceId":"primary","name":"shop/password","description":"d"}"#),
        (
            "Secrets.UpdateSecretVersionStage",
            #"{"instanceId":"primary","name":"shop/password","stage":"s","moveToVersionId":"v1"}"#
        ),
        ("Secrets.DeleteSecret", secret), ("Secrets.RestoreSecret", secret),
        ("Synchronization.CheckAssociation", pair),
        (
            "Synchronization.AssociateReplica",
            #"{"primaryInstanceId":"primary","replicaInstanceId":"replica","synchronizationType":"selected_resources"}"#
        ),
        ("Synchronization.ListReplicas", "{}"), ("Synchronization.DescribeReplica", pair),
        ("Synchronization.AddResources", #"{"primaryInstanceId":"primary","resources":["key/orders-1"]}"#),
        ("Synchronization.ListSynchronizedResources", #"{"primaryInstanceId":"primary"}"#),
        (
            "Synchronization.ExplainResource",
            #"{"primaryInstanceId":"primary","replicaInstanceId":"replica","resourceId":"key/orders-1"}"#
        ),
        (
            "Synchronization.DisassociateReplica",
            #"{"primaryInstanceId":"primary","replicaInstanceId":"replica","confirm":"replica"}"#
        ),
        ("Synchronization.RetryResources", #"{"primaryInstanceId":"primary"}"#),
        (
            "Synchronization.PauseReplica",
            #"{"primaryInstanceId":"primary","replicaInstanceId":"replica","reason":"r"}"#
        ),
        ("Synchronization.ResumeReplica", pair),
        ("Faults.SetFault", #"{"fault":{"replicaInstanceId":"replica","outage":true,"latencyMilliseconds":80}}"#),
        ("Faults.ListFaults", "{}"), ("Faults.ClearFault", "{}"),
    ]

    @Test
    func `the calls below are of all methods that are answered at once`() {
        let later: Set = ["Synchronization.WaitUntilSynchronized", "Monitor.Subscribe"]
        let served = Set(MethodTable.rows.map { String($0.name.dropFirst("io.kmsync.".count)) })
        #expect(Set(Self.calls.map(\.0)) == served.subtracting(later))
    }

    @Test(arguments: calls)
    func `a reply is as the interface describes it`(method: String, json: String) throws {
        let answer = try TestDaemon.furnished().call("io.kmsync.\(method)", json)
        let parts = method.split(separator: ".").map(String.init)
        let interface = try #require(ControlInterfaces.all.first { $0.name == "io.kmsync.\(parts[0])" })
        let description = try #require(interface.methods[parts[1]])
        try interface.check(parameters: Array(json.utf8), of: description)
        try interface.check(reply: try #require(answer.final).get(), of: description)
        #expect(answer.finalCount == 1)
    }

    @Test(arguments: calls)
    func `every use of material and every change is recorded, once, and no view`(method: String, json: String) throws {
        let daemon = try TestDaemon.furnished()
        let before = daemon.audit.entries.count
        try daemon.call("io.kmsync.\(method)", json)
        let entries = daemon.audit.entries.dropFirst(before)
        let uses = ["Keys.Encrypt", "Keys.Decrypt", "Keys.Sign", "Keys.Verify", "Secrets.GetSecretValue"]
        let views = ["Get", "List", "Describe", "Check", "Explain"]
        let verb = method.split(separator: ".")[1]
        if uses.contains(method) {
            #expect(entries.map(\.outcome) == [.used])
            #expect(["key/orders-1", "secret/shop/password"].contains(entries.first?.resource))
        } else if views.contains(where: verb.hasPrefix) {
            #expect(entries.isEmpty)
        } else {
            #expect(entries.map(\.outcome) == [.changed])
            // Who reads it must see what was changed, also where the daemon chose the name.
            if method.hasPrefix("Keys.") { #expect(entries.first?.resource?.hasPrefix("key/") == true) }
            if method.hasPrefix("Secrets.") { #expect(entries.first?.resource?.hasPrefix("secret/") == true) }
        }
        #expect(entries.allSatisfy { $0.method == "io.kmsync.\(method)" && $0.peer == TestDaemon.root })
    }

    @Test
    func `a change says what it was, and one that is refused which rules it would break`() throws {
        let daemon = try TestDaemon.furnished()
        let before = daemon.audit.entries.count
        try daemon.call(
            "io.kmsync.Synchronization.PauseReplica",
            #"{"primaryInstanceId":"primary","replicaInstanceId":"replica","reason":"new disk"}"#
        )
        try daemon.call("io.kmsync.Daemon.SetLogLevel", #"{"level":"debug"}"#)
        try daemon.call("io.kmsync.Instances.SetQuota", #"{"instanceId":"primary","keyQuota":7}"#)
        try daemon.call(
            "io.kmsync.Faults.SetFault",
            #"{"fault":{"replicaInstanceId":"replica","outage":true,"latencyMilliseconds":80}}"#
        )
        daemon.synchronization.refuse(.violations([Violation(.sameRegion), Violation(.replicaNotEmpty)]))
        try daemon.call("io.kmsync.Synchronization.ResumeReplica", Self.pair)
        let entries = daemon.audit.entries.dropFirst(before)
        #expect(
            entries.map(\.detail) == [
                "new disk", "debug", "7 keys", "outage, latency 80.0 ms", "same_region, replica_not_empty",
            ]
        )
        #expect(entries.last?.outcome == .changeFailed(error: "io.kmsync.Synchronization.AssociationRefused"))
        let replica = try InstanceID("replica")
        #expect(entries.map(\.replicaID) == [replica, nil, nil, replica, replica])
    }

    @Test
    func `what only asks what a change would be is no change`() throws {
        let daemon = try TestDaemon.furnished()
        let before = daemon.audit.entries.count
        try daemon.call(
            "io.kmsync.Synchronization.DisassociateReplica",
            #"{"primaryInstanceId":"primary","replicaInstanceId":"replica","dryRun":true}"#
        )
        #expect(daemon.audit.entries.count == before)
    }

    @Test
    func `the status adds up the replicas and has the worst lag, or none where one is unknown`() throws {
        let daemon = try TestDaemon.furnished()
        var status = try daemon.reply(DaemonInterface.GetStatus.self, .init()).status
        #expect(status.instances == 2)
        #expect(status.associations == 1)
        #expect(status.counts.failed == 4)
        #expect(status.lagSeconds == 1.5)
        daemon.synchronization.setView { $0.lag = nil }
        status = try daemon.reply(DaemonInterface.GetStatus.self, .init()).status
        #expect(status.lagSeconds == nil)
        daemon.synchronization.setView { $0.state = .disassociated }
        status = try daemon.reply(DaemonInterface.GetStatus.self, .init()).status
        #expect(status.associations == 0)
        #expect(status.lagSeconds == 0)
    }

    @Test
    func `a check names every resource that is not there, and changes nothing`() throws {
        let daemon = try TestDaemon.furnished()
        let reply = try daemon.reply(
            SynchronizationInterface.CheckAssociation.self,
            .init(
                primaryInstanceId: "primary",
                replicaInstanceId: "primary",
                synchronizationType: "selected_resources",
                resources: ["key/orders-1", "key/none", "secret/none", "secret/shop/password"]
            )
        )
        #expect(reply.violations.map(\.code) == [.roleConflict, .resourceNotFound, .resourceNotFound])
        #expect(reply.violations.map(\.message).filter { $0.contains("/none") }.count == 2)
    }

    @Test
    func `a disassociation repeats the replica's id, unless it only asks`() throws {
        let daemon = try TestDaemon.furnished()
        func ask(confirm: String?, dryRun: Bool?) throws -> ControlError? {
            try daemon.call(
                SynchronizationInterface.DisassociateReplica.self,
                .init(
                    primaryInstanceId: "primary",
                    replicaInstanceId: "replica",
                    confirm: confirm,
                    dryRun: dryRun
                )
            ).error
        }
        #expect(try ask(confirm: nil, dryRun: nil) == .confirmationRequired(expected: "replica"))
        #expect(try ask(confirm: "primary", dryRun: false) == .confirmationRequired(expected: "replica"))
        #expect(try ask(confirm: nil, dryRun: true) == nil)
        #expect(try ask(confirm: "replica", dryRun: nil) == nil)
    }

    @Test
    func `a refusal of synchronization is the answer`() throws {
        let daemon = try TestDaemon.furnished()
        daemon.synchronization.refuse(.storageFull)
        let answer = try daemon.call("io.kmsync.Synchronization.ResumeReplica", Self.pair)
        #expect(answer.error == .storageFull(instanceId: "primary"))
    }

    @Test
    func `uses of material are recorded whether they succeed or fail, and views are not`() throws {
        let daemon = try TestDaemon.furnished()
        try daemon.call("io.kmsync.Secrets.GetSecretValue", Self.secret)
        try daemon.call("io.kmsync.Secrets.GetSecretValue", #"{"instanceId":"primary","name":"none"}"#)
        try daemon.call("io.kmsync.Keys.DescribeKey", Self.key)
        let entries = daemon.audit.entries.filter { $0.outcome != .changed }
        #expect(entries.map(\.outcome) == [.used, .useFailed(error: "io.kmsync.Secrets.SecretNotFound")])
        #expect(entries.map(\.resource) == ["secret/shop/password", "secret/none"])
        #expect(entries.allSatisfy { $0.instanceID?.description == "primary" && $0.peer == TestDaemon.root })
    }
}
