// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncEngine
import SyncModel
import Testing
import Varlink

@testable import ControlServer

struct RefusalTests {
    private static let instance = InstanceID(stored: "i")
    private static let key = KeyID(stored: "k")
    private static let secret = SecretName(stored: "s")
    private static let version = VersionID(stored: "v1")
    private static let unavailable =
        "The instance's file could not be read or written (E5); see the daemon's journal."

    private static let refusals: [(Refusal, ControlError)] = [
        (.instanceNotFound(instance), .instanceNotFound(instanceId: "i")),
        (.instanceExists(instance), .instanceExists(instanceId: "i")),
        (.instanceReadOnly(instance, role: .frozen), .instanceReadOnly(instanceId: "i", role: .frozen)),
        (
            .instanceInUse(instance, replicas: [InstanceID(stored: "r")]),
            .instanceInUse(instanceId: "i", replicaInstanceIds: ["r"])
        ),
        (.confirmationRequired(expected: "i"), .confirmationRequired(expected: "i")),
        (.invalidInput(InvalidInput(field: "f", reason: "r")), .invalidInput(field: "f", reason: "r")),
        (.keyNotFound(instance, key: "alias/a"), .keyNotFound(instanceId: "i", keyId: "alias/a")),
        (.keyExists(instance, key), .keyExists(instanceId: "i", keyId: "k")),
        (.aliasInUse(alias: "alias/a", by: key), .aliasInUse(alias: "alias/a", keyId: "k")),
        (.keyInUse(key, secretCount: 3), .keyInUse(keyId: "k", secretCount: 3)),
        (.keyNotUsable(key, state: .pendingDeletion), .keyNotUsable(keyId: "k", state: "pending_deletion")),
        (.keyUsageMismatch(key, spec: .ecP256), .keyUsageMismatch(keyId: "k", spec: .ecP256)),
        (.quotaExceeded(instance, limit: 4), .quotaExceeded(instanceId: "i", limit: 4)),
        (.decryptionFailed, .decryptionFailed),
        (.secretNotFound(instance, secret), .secretNotFound(instanceId: "i", name: "s")),
        (.secretExists(instance, secret), .secretExists(instanceId: "i", name: "s")),
        (
            .secretVersionNotFound(secret, version: version, stage: nil),
            .secretVersionNotFound(name: "s", versionId: "v1", stage: nil)
        ),
        (.versionContentConflict(secret, version), .versionContentConflict(name: "s", versionId: "v1")),
        (.valueTooLarge(limit: 9), .valueTooLarge(limit: 9)),
        (.storageFull, .storageFull(instanceId: "asked")),
        (.storageFailed(detail: "E5"), .instanceUnavailable(instanceId: "asked", reason: unavailable)),
        (.internalError(reference: "r"), .internalError(reference: "r")),
    ]

    @Test
    func `every refusal has its error`() {
        for (refusal, error) in Self.refusals { #expect(ControlError(refusal, of: "asked") == error) }
        #expect(Set(Self.refusals.map { place(of: $0.0) }) == Set(0..<22))
    }

    @Test
    func `every refusal about synchronization has its error`() {
        let replica = InstanceID(stored: "r")
        let code = FailureCode.sameRegion
        let refusals: [(SynchronizationRefusal, ControlError)] = [
            (.instanceNotFound(replica), .instanceNotFound(instanceId: "r")),
            (
                .violations([Violation(code, detail: "cn")]),
                .associationRefused(violations: [
                    .init(code: code, message: "\(code.sentence) (cn)", remedy: code.remedy)
                ])
            ),
            (
                .replicaNotFound(primary: Self.instance, replica: replica),
                .replicaNotFound(primaryInstanceId: "i", replicaInstanceId: "r")
            ),
            (
                .resourcesNotFound([.key(Self.key), .secret(Self.secret)]),
                .resourcesNotFound(resources: ["key/k", "secret/s"])
            ),
            (
                .notSynchronized(
                    primary: Self.instance,
                    replica: replica,
                    .key(Self.key),
                    explanation: "Not selected."
                ),
                .resourceNotSynchronized(
                    primaryInstanceId: "i",
                    replicaInstanceId: "r",
                    resourceId: "key/k",
                    explanation: "Not selected."
                )
            ),
            (.selectionNotApplicable(.allResources), .selectionNotApplicable(synchronizationType: .allResources)),
            (
                .replicaDisassociated(primary: Self.instance, replica: replica),
                .replicaDisassociated(primaryInstanceId: "i", replicaInstanceId: "r")
            ),
            (.confirmationRequired(expected: "r"), .confirmationRequired(expected: "r")),
            (.timedOut(outstanding: 2), .timedOut(outstanding: 2)),
            (.invalidInput(InvalidInput(field: "f", reason: "r")), .invalidInput(field: "f", reason: "r")),
            (.storageFull, .storageFull(instanceId: "asked")),
            (.storageFailed(detail: "E5"), .instanceUnavailable(instanceId: "asked", reason: Self.unavailable)),
        ]
        for (refusal, error) in refusals { #expect(ControlError(refusal, of: "asked") == error) }
        #expect(Set(refusals.map { place(of: $0.0) }) == Set(0..<12))
    }

    @Test
    func `every error is as its interface describes it`() throws {
        for (_, error) in Self.refusals {
            let reply = error.varlinkError
            let parts = reply.name.split(separator: ".")
            let name = parts.dropLast().joined(separator: ".")
            let interface = try #require(ControlInterfaces.all.first { $0.name == name })
            try interface.check(parameters: reply.parameters, ofError: String(parts[parts.count - 1]))
        }
    }

    @Test
    func `a failure of an unknown type tells its type and nothing else`() {
        struct Odd: Error { let value = "secret" }
        let error = ControlError(VarlinkError(failure: Odd(), of: "i"))
        #expect(error == .internalError(reference: "unexpected Odd"))
    }

    @Test
    func `a configuration that is bad is told with file and line`() throws {
        let daemon = TestDaemon()
        daemon.daemon.breakConfiguration(ConfigurationFault(file: "/f", line: 3, reason: "Unknown key."))
        let answer = try daemon.call(DaemonInterface.Reload.self, .init())
        #expect(answer.error == .badConfiguration(file: "/f", line: 3, reason: "Unknown key."))
    }

    // A new case does not compile without a number, and its number does not pass without a sample.
    private func place(of refusal: Refusal) -> Int {
        switch refusal {
        case .instanceNotFound: 0
        case .instanceExists: 1
        case .instanceReadOnly: 2
        case .instanceInUse: 3
        case .confirmationRequired: 4
        case .invalidInput: 5
        case .keyNotFound: 6
        case .keyExists: 7
        case .aliasInUse: 8
        case .keyInUse: 9
        case .keyNotUsable: 10
        case .keyUsageMismatch: 11
        case .quotaExceeded: 12
        case .decryptionFailed: 13
        case .secretNotFound: 14
        case .secretExists: 15
        case .secretVersionNotFound: 16
        case .versionContentConflict: 17
        case .valueTooLarge: 18
        case .storageFull: 19
        case .storageFailed: 20
        case .internalError: 21
        }
    }

    private func place(of refusal: SynchronizationRefusal) -> Int {
        switch refusal {
        case .instanceNotFound: 0
        case .violations: 1
        case .replicaNotFound: 2
        case .resourcesNotFound: 3
        case .selectionNotApplicable: 4
        case .replicaDisassociated: 5
        case .confirmationRequired: 6
        case .timedOut: 7
        case .invalidInput: 8
        case .storageFull: 9
        case .storageFailed: 10
        case .notSynchronized: 11
        }
    }
}
