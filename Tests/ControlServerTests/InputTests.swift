// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel
import Testing
import Varlink

@testable import ControlServer

struct InputTests {
    private static let pair = #""primaryInstanceId":"primary","replicaInstanceId":"replica""#
    private static let owner = #""instanceId":"primary""#

    /// Interface and method, parameters, and the parameter that is off.
    private static let cases: [(String, String, String)] = [
        ("Instances.DescribeInstance", #"{"instanceId":"Upper"}"#, "instanceId"),
        ("Instances.CreateInstance", #"{"instanceId":"x","region":""}"#, "region"),
        ("Instances.CreateInstance", #"{"instanceId":"x","region":"r","keyQuota":10000001}"#, "keyQuota"),
        ("Instances.SetQuota", "{\(owner),\"secretQuota\":-1}", "secretQuota"),
        ("Keys.CreateKey", "{\(owner),\"spec\":\"des\"}", "spec"),
        ("Keys.CreateKey", "{\(owner),\"keyId\":\"9\"}", "keyId"),
        ("Keys.CreateKey", "{\(owner),\"aliases\":[\"orders\"]}", "aliases"),
        ("Keys.RotateKey", "{\(owner),\"keyId\":\"alias/orders\"}", "keyId"),
        ("Keys.ListKeys", "{\(owner),\"limit\":0}", "limit"),
        ("Keys.ListKeys", "{\(owner),\"limit\":1001}", "limit"),
        ("Keys.ScheduleKeyDeletion", "{\(owner),\"keyId\":\"orders-1\",\"pendingWindowDays\":6}", "pendingWindowDays"),
        ("Keys.Encrypt", "{\(owner),\"keyId\":\"orders-1\",\"plaintext\":\"AQI\"}", "plaintext"),
        ("Keys.Decrypt", "{\(owner),\"ciphertext\":\"AQID\\n\"}", "ciphertext"),
        ("Keys.Sign", "{\(owner),\"keyId\":\"orders-1\",\"message\":\"\",\"algorithm\":\"md5\"}", "algorithm"),
        (
            "Keys.Verify", "{\(owner),\"keyId\":\"orders-1\",\"message\":\"\",\"signature\":\"\",\"versionId\":\"\"}",
            "versionId"
        ),
        ("Secrets.CreateSecret", "{\(owner),\"name\":\"a//b\",\"value\":\"\"}", "name"),
        ("Secrets.CreateSecret", "{\(owner),\"name\":\"n\",\"value\":\"?\"}", "value"),
        (
            "Secrets.CreateSecret", "{\(owner),\"name\":\"n\",\"value\":\"\",\"encryptionKeyId\":\"K\"}",
            "encryptionKeyId"
        ),
        ("Secrets.GetSecretValue", "{\(owner),\"name\":\"shop/password\",\"stage\":\"a b\"}", "stage"),
        (
            "Secrets.UpdateSecretVersionStage", "{\(owner),\"name\":\"shop/password\",\"stage\":\"s\"}",
            "moveToVersionId"
        ),
        (
            "Secrets.DeleteSecret", "{\(owner),\"name\":\"shop/password\",\"recoveryWindowDays\":7,\"force\":true}",
            "recoveryWindowDays"
        ),
        ("Synchronization.DescribeReplica", #"{"primaryInstanceId":"","replicaInstanceId":"r"}"#, "primaryInstanceId"),
        ("Synchronization.DescribeReplica", #"{"primaryInstanceId":"p","replicaInstanceId":""}"#, "replicaInstanceId"),
        ("Synchronization.CheckAssociation", "{\(pair),\"address\":\"h:1\"}", "address"),
        ("Synchronization.CheckAssociation", "{\(pair),\"resources\":[\"key/k\"]}", "resources"),
        ("Synchronization.AssociateReplica", "{\(pair),\"synchronizationType\":\"some\"}", "synchronizationType"),
        (
            "Synchronization.AssociateReplica",
            "{\(pair),\"synchronizationType\":\"selected_resources\",\"resources\":[\"k\"]}", "resources"
        ),
        ("Synchronization.AddResources", "{\(pair)}", "resources"),
        ("Synchronization.AddResources", "{\(pair),\"all\":true,\"resources\":[\"key/k\"]}", "resources"),
        ("Synchronization.ListSynchronizedResources", #"{"primaryInstanceId":"p","status":"ok"}"#, "status"),
        ("Synchronization.ListSynchronizedResources", #"{"primaryInstanceId":"p","failureCode":"x"}"#, "failureCode"),
        ("Synchronization.ListSynchronizedResources", #"{"primaryInstanceId":"p","resourceId":"x"}"#, "resourceId"),
        ("Synchronization.ListSynchronizedResources", #"{"primaryInstanceId":"p","after":"x"}"#, "after"),
        ("Synchronization.ListSynchronizedResources", #"{"primaryInstanceId":"p","limit":0}"#, "limit"),
        ("Synchronization.RetryResources", #"{"primaryInstanceId":"p","failureCode":"x"}"#, "failureCode"),
        ("Synchronization.PauseReplica", "{\(pair),\"reason\":\"\"}", "reason"),
        ("Synchronization.PauseReplica", "{\(pair),\"reason\":\"a\\u001bb\"}", "reason"),
        ("Synchronization.PauseReplica", "{\(pair),\"reason\":\"r\",\"until\":\"tomorrow\"}", "until"),
        ("Synchronization.PauseReplica", "{\(pair),\"reason\":\"r\",\"until\":\"\(testNow)\"}", "until"),
        ("Synchronization.WaitUntilSynchronized", #"{"primaryInstanceId":"p","timeoutSeconds":-1}"#, "timeoutSeconds"),
        (
            "Synchronization.WaitUntilSynchronized", #"{"primaryInstanceId":"p","timeoutSeconds":1e300}"#,
            "timeoutSeconds"
        ),
        ("Faults.SetFault", #"{"fault":{"replicaInstanceId":"replica","lossRatio":1.5}}"#, "fault.lossRatio"),
        (
            "Faults.SetFault", #"{"fault":{"replicaInstanceId":"replica","latencyMilliseconds":-1}}"#,
            "fault.latencyMilliseconds"
        ),
        (
            "Faults.SetFault", #"{"fault":{"replicaInstanceId":"replica","failureCode":"name_conflict"}}"#,
            "fault.failureCode"
        ),
        ("Faults.SetFault", #"{"fault":{"replicaInstanceId":"replica","rateLimit":0}}"#, "fault.rateLimit"),
        (
            "Faults.SetFault", #"{"fault":{"replicaInstanceId":"replica","expiresAt":"2001-01-01T00:00:00Z"}}"#,
            "fault.expiresAt"
        ),
        ("Daemon.SetLogLevel", #"{"level":"loud"}"#, "level"),
        ("Monitor.Subscribe", #"{"events":["nothing"]}"#, "events"),
    ]

    @Test(arguments: cases)
    func `a value that breaks a rule is refused with its parameter`(
        method: String,
        json: String,
        field: String
    ) throws {
        let answer = try TestDaemon.furnished().call("io.kmsync.\(method)", json, more: method == "Monitor.Subscribe")
        guard case .invalidInput(field, let reason) = answer.error else {
            Issue.record("\(String(describing: answer.final))")
            return
        }
        #expect(!reason.isEmpty)
        #expect(answer.finalCount == 1)
    }

    @Test
    func `values are refused beyond their bound and taken at it`() throws {
        let daemon = try TestDaemon.furnished()
        func create(_ count: Int) throws -> RecordedAnswer {
            let value = ConcealedText(base64Of: [UInt8](repeating: 1, count: count))
            return try daemon.call(
                SecretsInterface.CreateSecret.self,
                .init(instanceId: "primary", name: "s\(count)", value: value)
            )
        }
        #expect(try create(0).error == nil)
        #expect(try create(65_536).error == nil)
        for count in [65_537, 65_538, 65_539, 100_000] {
            #expect(try create(count).error == .valueTooLarge(limit: 65_536))
        }
        let plaintext = ConcealedText(base64Of: [UInt8](repeating: 1, count: WireLimit.plaintext))
        let encrypted = try daemon.reply(
            KeysInterface.Encrypt.self,
            .init(instanceId: "primary", keyId: "orders-1", plaintext: plaintext)
        )
        let decrypted = try daemon.reply(
            KeysInterface.Decrypt.self,
            .init(instanceId: "primary", ciphertext: encrypted.ciphertext)
        )
        #expect(decrypted.plaintext == plaintext)
    }

    @Test
    func `a parameter of the wrong type is InvalidParameter`() throws {
        let answer = try TestDaemon().call("io.kmsync.Instances.DescribeInstance", #"{"instanceId":7}"#)
        guard case .failure(let error) = answer.final else {
            Issue.record("it was answered")
            return
        }
        #expect(error.name == VarlinkError.invalidParameterName)
    }

    @Test
    func `a page mark comes back as it was given`() throws {
        let daemon = try TestDaemon.furnished()
        let method = SynchronizationInterface.ListSynchronizedResources.self
        let first = try daemon.reply(method, .init(primaryInstanceId: "primary", resourceId: "secret/a@b"))
        let next = try #require(first.next)
        _ = try daemon.reply(method, .init(primaryInstanceId: "primary", after: next))
        let query = try #require(daemon.synchronization.queries.last)
        #expect(query.after?.resourceID == "secret/a@b")
        #expect(query.after?.replicaID == "replica")
        #expect(query.limit == 100)
    }
}
