// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

// The one table of the contract's errors: exit status, sentence, what to do next.

extension Failure {
    /// An error of the contract.
    init(_ error: ControlError) {
        self.init(Failure.status(of: error.name), Failure.sentence(of: error), next: Failure.next(after: error))
    }

    /// The exit status of an error.
    static func status(of name: ControlError.Name) -> ExitStatus {
        switch name {
        case .instanceNotFound, .keyNotFound, .secretNotFound, .secretVersionNotFound, .replicaNotFound,
            .resourcesNotFound, .resourceNotSynchronized:
            .notFound
        case .instanceExists, .instanceReadOnly, .instanceInUse, .invalidInput, .storageFull, .keyExists, .aliasInUse,
            .keyInUse, .rotationPending, .keyNotUsable, .keyUsageMismatch, .quotaExceeded, .decryptionFailed,
            .secretExists, .versionContentConflict, .valueTooLarge, .associationRefused, .selectionNotApplicable,
            .replicaDisassociated:
            .refused
        case .confirmationRequired: .confirmationRequired
        case .permissionDenied: .notPermitted
        case .timedOut: .timedOut
        case .badConfiguration: .badConfiguration
        case .tooManyConnections: .unreachable
        case .instanceUnavailable, .internalError: .internalError
        }
    }

    private static func sentence(of error: ControlError) -> String {
        switch error {
        case .instanceNotFound(let id): "There is no instance \(id)."
        case .instanceExists(let id): "There already is an instance \(id)."
        case .instanceReadOnly(let id, let role): "\(id) is \(role == .frozen ? "frozen" : "a replica"): read-only."
        case .instanceInUse(let id, let replicas) where replicas == [id]: "\(id) is in use: it is a replica."
        case .instanceInUse(let id, let replicas): "\(id) is in use: associated with \(listed(replicas))."
        case .confirmationRequired(let expected): "This cannot be undone and has to be confirmed with \(expected)."
        case .invalidInput(let field, let reason): "\(field): \(sentenceCase(reason))"
        case .permissionDenied(let required): "Not permitted: this needs the role \(required)."
        case .storageFull(let id): "No space is left where \(id) is stored; nothing was changed."
        case .instanceUnavailable(let id, let reason): "\(id) cannot be used at the moment: \(sentenceCase(reason))"
        case .internalError(let reference): "A defect in kmsyncd, reference \(reference)."
        case .keyNotFound(let id, let key): "\(id) has no key \(key)."
        case .keyExists(let id, let key): "\(id) already has a key \(key)."
        case .aliasInUse(let alias, let key): "\(alias) already names the key \(key)."
        case .keyInUse(let key, let count):
            "\(counted(count, "secret")) \(count == 1 ? "is" : "are") sealed under \(key)."
        case .rotationPending(let key, let version): "Replicas still have to confirm version \(version) of \(key)."
        case .keyNotUsable(let key, let state): "The key \(key) is \(state.replacing("_", with: " "))."
        case .keyUsageMismatch(let key, let spec): "\(key) is a key of \(spec.rawValue), which cannot do this."
        case .quotaExceeded(let id, let limit): "\(id) is full: its quota is \(limit)."
        case .decryptionFailed: "It does not open: altered, of another instance, or with another context."
        case .secretNotFound(let id, let name): "\(id) has no secret \(name)."
        case .secretExists(let id, let name): "\(id) already has a secret \(name)."
        case .secretVersionNotFound(let name, let version, let stage):
            "\(name) has no \(version.map { "version \($0)" } ?? stage.map { "stage \($0)" } ?? "such version")."
        case .versionContentConflict(let name, let version): "Version \(version) of \(name) has another value."
        case .valueTooLarge(let limit): "The value is longer than \(limit) bytes."
        case .associationRefused(let violations): refusal(violations)
        case .replicaNotFound(let primary, let replica): "\(replica) is not associated with \(primary)."
        case .resourcesNotFound(let resources): "There is no \(listed(resources)) at the primary."
        case .resourceNotSynchronized(_, _, _, let explanation): explanation
        case .selectionNotApplicable(let type): "The association has no selection: it is of \(type.rawValue)."
        case .replicaDisassociated(let primary, let replica): "\(replica) was disassociated from \(primary), for good."
        case .timedOut(let outstanding): "Not in time: \(counted(outstanding, "resource")) outstanding."
        case .tooManyConnections(let limit):
            "kmsyncd has no room for another connection: all \(limit) places are taken."
        case .badConfiguration(let file, let line, let reason):
            // It may begin with the name of a key, which is not to be capitalized.
            "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)"
        }
    }

    private static func next(after error: ControlError) -> String? {
        switch error {
        case .instanceNotFound: "`kmsync instance list` shows them."
        case .instanceReadOnly(_, .frozen): "It was disassociated; create a new instance to write again."
        case .instanceReadOnly: "Change it at its primary; `kmsync instance show` names it."
        case .instanceInUse(let id, let replicas) where replicas == [id]:
            "Disassociate it first: `kmsync replica remove PRIMARY \(id)`; `kmsync instance show` names its primary."
        case .instanceInUse(let id, let replicas):
            "Disassociate first: `kmsync replica remove \(id) \(replicas.first ?? "REPLICA")`."
        case .confirmationRequired(let expected): "To go ahead, repeat it with --confirm \(expected)."
        case .permissionDenied(let required): Failure.group(of: required)
        case .storageFull: "Free space there, then repeat it."
        case .instanceUnavailable: "`kmsync doctor` says what to do."
        case .internalError: "`journalctl -u kmsyncd` has an entry with the reference; please report it."
        case .keyNotFound(let id, _): "`kmsync key list \(id)` shows them."
        case .aliasInUse: "Choose another, or take it from that key with `kmsync key update`."
        case .keyInUse: "Delete the secrets first."
        case .rotationPending: "Repeat it once `kmsync key show` has no pending version."
        case .keyNotUsable: "`kmsync key enable` or `kmsync key undelete` makes it usable."
        case .quotaExceeded(let id, _): "Raise it: `kmsync instance quota \(id)`."
        case .secretNotFound(let id, _): "`kmsync secret list \(id)` shows them."
        case .secretExists:
            "`kmsync secret put` gives it a new value; one that is pending deletion comes back by `kmsync secret restore`."
        case .secretVersionNotFound: "`kmsync secret show` shows the versions."
        case .versionContentConflict: "Leave --version out, or choose another."
        case .replicaNotFound(let primary, _): "`kmsync replica list \(primary)` shows them."
        case .selectionNotApplicable: "It covers all resources already."
        case .replicaDisassociated: "Associate a new instance."
        case .badConfiguration: "The configuration before it stays in force."
        case .tooManyConnections:
            "Close some, or raise socket.connections or socket.connectionsPerUser in the configuration and restart kmsyncd."
        case .instanceExists, .invalidInput, .keyExists, .keyUsageMismatch, .decryptionFailed, .valueTooLarge,
            .associationRefused, .resourcesNotFound, .resourceNotSynchronized, .timedOut:
            nil
        }
    }

    private static func group(of role: String) -> String {
        switch role {
        case "administrator": "Become root, or a member of the group kmsync."
        case "operator": "Become a member of the group kmsync-operator or kmsync."
        case "viewer": "Become a member of the group kmsync-viewer, kmsync-operator or kmsync."
        default: "The configuration of kmsyncd says which users and groups have it."
        }
    }

    private static func refusal(_ violations: [SynchronizationInterface.Violation]) -> String {
        let rules = violations.map { "\n  \($0.code.rawValue): \(sentenceCase($0.message)) \(sentenceCase($0.remedy))" }
        return "The association is refused:\(rules.joined())"
    }
}
