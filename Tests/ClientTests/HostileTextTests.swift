// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing
import Varlink

@testable import kmsync

/// A daemon, or whoever sits on its socket, whose every text would steer the terminal.
struct HostileTextTests {
    /// In JSON: clear the screen, set the title, colour by C1, reverse the direction, another line.
    private static let evil = #"x\u001b[2J\u001b]0;t\u0007\u009b31m\u202e\r\ny"#

    private static func json(_ reply: some Encodable) throws -> String {
        String(decoding: try JSONObject.encode(reply), as: UTF8.self).replacing("EVIL", with: evil)
    }

    private static var instance: InstancesInterface.Instance {
        var instance = Fixtures.instance("EVIL", .replica)
        (instance.region, instance.accountId, instance.primaryInstanceId) = ("EVIL", "EVIL", "EVIL")
        (instance.residencyZone, instance.createdAt) = ("EVIL", "EVIL")
        return instance
    }

    private static var association: SynchronizationInterface.Association {
        var association = Fixtures.association("EVIL", state: .paused, cause: .nameConflict)
        (association.primaryInstanceId, association.address, association.region) = ("EVIL", "EVIL", "EVIL")
        (association.pausedReason, association.lastContactAt, association.lastSuccessAt) = ("EVIL", "EVIL", "EVIL")
        association.failureCause?.message = "EVIL"
        association.failureCause?.remedy = "EVIL"
        association.failureCause?.firstFailedAt = "EVIL"
        association.failureCause?.nextAttemptAt = "EVIL"
        return association
    }

    private static var key: KeysInterface.Key {
        KeysInterface.Key(
            instanceId: "EVIL",
            keyId: "EVIL",
            spec: .aes256,
            state: .enabled,
            primaryVersionId: "EVIL",
            pendingVersionId: "EVIL",
            versions: [.init(versionId: "EVIL", createdAt: "EVIL")],
            aliases: ["EVIL"],
            description: "EVIL",
            tags: ["EVIL": "EVIL"],
            revision: 1,
            plannedDeletionAt: "EVIL",
            createdAt: "EVIL"
        )
    }

    private static var secret: SecretsInterface.Secret {
        SecretsInterface.Secret(
            instanceId: "EVIL",
            name: "EVIL",
            encryptionKeyId: "EVIL",
            state: .active,
            versions: [.init(versionId: "EVIL", stages: ["EVIL"], createdAt: "EVIL")],
            description: "EVIL",
            tags: ["EVIL": "EVIL"],
            revision: 1,
            plannedDeletionAt: "EVIL",
            createdAt: "EVIL"
        )
    }

    private static func status() -> DaemonInterface.Status {
        var status = Fixtures.status()
        (status.version, status.startedAt) = ("EVIL", "EVIL")
        return status
    }

    private static var event: MonitorInterface.Event {
        MonitorInterface.Event(
            number: 1,
            at: "EVIL",
            event: "EVIL",
            instanceId: "EVIL",
            replicaInstanceId: "EVIL",
            resourceId: "EVIL",
            failureCode: "EVIL",
            message: "EVIL"
        )
    }

    private static var resource: SynchronizationInterface.SynchronizedResource {
        SynchronizationInterface.SynchronizedResource(
            resourceId: "EVIL",
            replicaInstanceId: "EVIL",
            status: .failed,
            failureCause: association.failureCause,
            revision: 1
        )
    }

    private static func reply(to method: String) throws -> String? {
        switch method.split(separator: ".").last {
        case "GetStatus": try json(DaemonInterface.GetStatus.Reply(status: status()))
        case "ListInstances": try json(InstancesInterface.ListInstances.Reply(instances: [instance]))
        case "DescribeInstance", "CreateInstance", "SetQuota":
            try json(InstancesInterface.DescribeInstance.Reply(instance: instance))
        case "ListKeys": try json(KeysInterface.ListKeys.Reply(keys: [key]))
        case "DescribeKey", "CreateKey", "RotateKey", "ScheduleKeyDeletion", "EnableKey":
            try json(KeysInterface.DescribeKey.Reply(key: key))
        case "GetPublicKey": #"{"pem":"\#(evil)"}"#
        case "Encrypt": #"{"ciphertext":"\#(evil)","keyId":"\#(evil)","versionId":"\#(evil)"}"#
        case "ListSecrets": try json(SecretsInterface.ListSecrets.Reply(secrets: [secret]))
        case "DescribeSecret", "RestoreSecret": try json(SecretsInterface.DescribeSecret.Reply(secret: secret))
        case "PutSecretValue": try json(SecretsInterface.PutSecretValue.Reply(secret: secret, versionId: "EVIL"))
        case "DeleteSecret": #"{"plannedDeletionAt":"\#(evil)"}"#
        case "ListReplicas": try json(SynchronizationInterface.ListReplicas.Reply(replicas: [association]))
        case "DescribeReplica": try json(SynchronizationInterface.DescribeReplica.Reply(replica: association))
        case "DisassociateReplica":
            try json(
                SynchronizationInterface.DisassociateReplica.Reply(
                    association: association,
                    behind: ["EVIL"],
                    behindCount: 1
                )
            )
        case "ListSynchronizedResources":
            try json(SynchronizationInterface.ListSynchronizedResources.Reply(resources: [resource]))
        case "AddResources":
            try json(
                SynchronizationInterface.AddResources.Reply(added: ["EVIL"], addedCount: 1, dependencies: ["EVIL"])
            )
        case "ListFaults":
            try json(
                FaultsInterface.ListFaults.Reply(
                    faults: [.init(replicaInstanceId: "EVIL", failureCode: "EVIL", expiresAt: "EVIL")]
                )
            )
        case "Subscribe": try json(MonitorInterface.Subscribe.Reply(event: event))
        case _: nil
        }
    }

    @Test(arguments: [
        "status", "events", "instance list", "instance show i", "instance create i --region r", "key list i",
        "key show i k", "key create i", "key rotate i k", "key delete i k", "key enable i k", "key public i k",
        "secret list i", "secret show i s", "secret restore i s", "secret delete i s", "replica list",
        "replica show p r", "replica remove p r --dry-run", "replica remove p r", "resource list p",
        "resource add p secret/s", "fault list", "version", "instance quota i --key-quota 3",
    ])
    func `no reply can steer the terminal`(words: String) throws {
        let daemon = try ScriptedDaemon { call in
            guard let reply = try? Self.reply(to: call.method) else { return .hangUp }
            return .reply(reply)
        }
        defer { daemon.stop() }
        let run = try ClientRun(
            atTerminal: words.split(separator: " ").map(String.init) + ["--socket", daemon.path],
            expecting: "to go ahead:",
            typing: "no\n",
            environment: ["TERM": "xterm"]
        )
        let text = run.text.replacing(/\u{1B}\[[0-9]+m/, with: "").replacing("\r\n", with: "\n")
        #expect(text.contains("x\\u{1b}[2J"), "\(text)")
        #expect(printable(text, keepingNewlines: true) == text)
    }

    @Test
    func `no error can steer the terminal`() throws {
        for error in [ControlError.instanceNotFound(instanceId: "x\u{1B}[2J"), .internalError(reference: "\u{9B}2J")] {
            let daemon = try ScriptedDaemon { _ in .error(error) }
            defer { daemon.stop() }
            let run = try ClientRun(atTerminal: ["instance", "list", "--socket", daemon.path])
            #expect(run.text.contains("\\u{") && !run.text.contains("\u{1B}") && !run.text.contains("\u{9B}"))
        }
        let run = try ClientRun(atTerminal: ["instance", "--\u{1B}[2J"])
        #expect(run.status == 64 && !run.text.contains("\u{1B}"))
    }
}
