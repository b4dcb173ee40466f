// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Testing
import VarlinkServer

@testable import ControlServer

struct ApplicationTests {
    private let application = Peer(uid: 500, gid: 500, pid: 1, groups: [50])
    private let denied = ControlError.permissionDenied(required: "administrator")

    private func furnished() throws -> TestDaemon {
        let grant = ApplicationGrant(
            principals: Principals(groups: [50]),
            instance: try GlobPattern("prim*", field: "instance"),
            keys: [try GlobPattern("orders-*", field: "keys")],
            secrets: [try GlobPattern("shop/*", field: "secrets")]
        )
        let daemon = try TestDaemon.furnished(AccessPolicy(grants: [grant]))
        try daemon.reply(
            KeysInterface.CreateKey.self,
            .init(instanceId: "primary", keyId: "payroll", aliases: ["alias/pay"])
        )
        return daemon
    }

    @Test
    func `an application uses the keys that it was granted, by id and by alias, which is recorded`() throws {
        let daemon = try furnished()
        for key in ["orders-1", "alias/orders"] {
            let encrypted = try daemon.reply(
                KeysInterface.Encrypt.self,
                .init(instanceId: "primary", keyId: key, plaintext: ConcealedText("AQID")),
                as: application
            )
            let decrypted = try daemon.reply(
                KeysInterface.Decrypt.self,
                .init(instanceId: "primary", ciphertext: encrypted.ciphertext),
                as: application
            )
            #expect(decrypted.plaintext == ConcealedText("AQID"))
        }
        let used = daemon.audit.entries.filter { $0.outcome != .changed }
        #expect(used.map(\.resource) == Array(repeating: "key/orders-1", count: 4))
        #expect(used.allSatisfy { $0.outcome == .used && $0.peer == application })
    }

    @Test
    func `an application uses no other key, neither by alias nor by a ciphertext of it`() throws {
        let daemon = try furnished()
        let foreign = try daemon.reply(
            KeysInterface.Encrypt.self,
            .init(instanceId: "primary", keyId: "payroll", plaintext: ConcealedText("AQID"))
        )
        let attempts = [
            try daemon.call(
                KeysInterface.Decrypt.self,
                .init(instanceId: "primary", ciphertext: foreign.ciphertext),
                as: application
            ),
            try encrypt(daemon, "payroll"), try encrypt(daemon, "alias/pay"), try encrypt(daemon, "alias/none"),
            try encrypt(daemon, "orders-1", of: "replica"), try encrypt(daemon, "orders-1", of: "nowhere"),
        ]
        for attempt in attempts { #expect(attempt.error == denied) }
        let denials = daemon.audit.entries.filter { $0.outcome == .denied(required: .administrator) }
        #expect(denials.count == attempts.count)
    }

    @Test
    func `an application reads the secrets that it was granted, and no others`() throws {
        let daemon = try furnished()
        let value = try daemon.reply(
            SecretsInterface.GetSecretValue.self,
            .init(instanceId: "primary", name: "shop/password"),
            as: application
        )
        #expect(value.value == ConcealedText("c2VjcmV0"))
        let other = try daemon.call(
            SecretsInterface.GetSecretValue.self,
            .init(instanceId: "primary", name: "other/password"),
            as: application
        )
        #expect(other.error == denied)
        let shown = try daemon.call(
            SecretsInterface.DescribeSecret.self,
            .init(instanceId: "primary", name: "other/password"),
            as: application
        )
        #expect(shown.error == .permissionDenied(required: "viewer"))
    }

    @Test
    func `an application changes and lists nothing`() throws {
        let daemon = try furnished()
        let change = try daemon.call(
            SecretsInterface.PutSecretValue.self,
            .init(instanceId: "primary", name: "shop/password", value: ConcealedText("")),
            as: application
        )
        #expect(change.error == denied)
        let list = try daemon.call(KeysInterface.ListKeys.self, .init(instanceId: "primary"), as: application)
        #expect(list.error == .permissionDenied(required: "viewer"))
    }

    private func encrypt(_ daemon: TestDaemon, _ key: String, of instance: String = "primary") throws -> RecordedAnswer
    {
        try daemon.call(
            KeysInterface.Encrypt.self,
            .init(instanceId: instance, keyId: key, plaintext: ConcealedText("AQID")),
            as: application
        )
    }
}
