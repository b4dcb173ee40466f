// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Glibc
import SyncModel
import Testing
import Varlink

@testable import kmsync

struct FailureTests {
    /// The table of the contract; an error that is missing here fails the test.
    private static let statuses: [ControlError.Name: Int32] = [
        .instanceNotFound: 66, .instanceExists: 65, .instanceReadOnly: 65, .instanceInUse: 65,
        .confirmationRequired: 3, .invalidInput: 65, .permissionDenied: 77, .storageFull: 65,
        .instanceUnavailable: 70, .internalError: 70, .keyNotFound: 66, .keyExists: 65, .aliasInUse: 65, .keyInUse: 65,
        .rotationPending: 65, .keyNotUsable: 65, .keyUsageMismatch: 65, .quotaExceeded: 65, .decryptionFailed: 65,
        .secretNotFound: 66, .secretExists: 65, .secretVersionNotFound: 66, .versionContentConflict: 65,
        .valueTooLarge: 65, .associationRefused: 65, .replicaNotFound: 66, .resourcesNotFound: 66,
        .resourceNotSynchronized: 66,
        .selectionNotApplicable: 65, .replicaDisassociated: 65, .timedOut: 75, .badConfiguration: 78,
        .tooManyConnections: 69,
    ]

    @Test(arguments: ControlError.Name.allCases)
    func `every error of the contract has one exit status`(name: ControlError.Name) throws {
        #expect(try #require(Self.statuses[name]) == Failure.status(of: name).rawValue)
    }

    @Test(arguments: [
        (ControlError.instanceNotFound(instanceId: "a"), "There is no instance a. `kmsync instance list` shows them."),
        (
            .instanceReadOnly(instanceId: "r", role: .frozen),
            "r is frozen: read-only. It was disassociated; create a new instance to write again."
        ),
        (
            .permissionDenied(required: "operator"),
            "Not permitted: this needs the role operator. Become a member of the group kmsync-operator or kmsync."
        ),
        (
            .resourcesNotFound(resources: (1...12).map { "key/k\($0)" }),
            "There is no key/k1, key/k2, key/k3, key/k4, key/k5, key/k6, key/k7, key/k8, key/k9, key/k10 and 2 more at "
                + "the primary."
        ),
        (.keyInUse(keyId: "k", secretCount: 1), "1 secret is sealed under k. Delete the secrets first."),
        (.invalidInput(field: "name", reason: "at most 256 characters"), "name: At most 256 characters."),
        (
            .associationRefused(violations: [
                .init(code: .sameRegion, message: "same region", remedy: "choose another"),
                .init(code: .quotaBelowPrimary, message: "quota too low", remedy: "raise it"),
            ]),
            "The association is refused:\n  same_region: Same region. Choose another.\n"
                + "  quota_below_primary: Quota too low. Raise it."
        ),
        (
            .badConfiguration(file: "/etc/x.yaml", line: 7, reason: "log.level is 'loud': give one of info, error."),
            "/etc/x.yaml:7: log.level is 'loud': give one of info, error. The configuration before it stays in force."
        ),
    ])
    func `an error is a sentence, with what to do next`(error: ControlError, text: String) {
        #expect(Failure(error).text == text)
    }

    @Test
    func `a socket that may not be used names the groups`() throws {
        let failure = Failure(VarlinkClientError.cannotConnect(path: "/run/x", errno: EACCES))
        #expect(failure.status == .notPermitted)
        #expect(try #require(failure.next).contains("group kmsync "))
    }

    @Test(arguments: [
        (ENOENT, "there is no such socket"), (ECONNREFUSED, "nothing listens there"),
        (ENAMETOOLONG, "the path of a socket has at most 107 bytes"),
    ])
    func `a daemon that cannot be reached says where, why, and how to start it`(number: Int32, words: String) throws {
        let failure = Failure(VarlinkClientError.cannotConnect(path: "/run/x", errno: number))
        #expect(failure.status == .unreachable)
        #expect(failure.sentence == "kmsyncd cannot be reached at /run/x: \(words).")
        #expect(try #require(failure.next).contains("systemctl status kmsyncd"))
    }

    @Test
    func `errors of the protocol have a status too`() {
        #expect(Failure(VarlinkError.invalidParameter("limit")).status == .refused)
        #expect(Failure(VarlinkError.invalidParameter("limit")).sentence.contains("limit"))
        #expect(Failure(VarlinkError.methodNotFound("x")).status == .internalError)
        #expect(Failure(VarlinkError.permissionDenied).status == .notPermitted)
        #expect(Failure(VarlinkClientError.timedOut).status == .timedOut)
        #expect(Failure(VarlinkClientError.connectionClosed).status == .unreachable)
        #expect(Failure(VarlinkClientError.protocolViolation(reason: "x")).status == .internalError)
    }

    @Test
    func `exit statuses are those of the contract`() {
        #expect(kmsync.ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 64, 65, 66, 69, 70, 73, 75, 77, 78, 130])
    }
}
