// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyManagement
import KeyVault
import SyncModel

extension InstanceFile {
    /// Applies a change that a caller asked for; refused where the instance's role accepts none.
    func change<Value: Sendable>(
        completion: @escaping Completion<Value>,
        _ body: @escaping @Sendable (CallerChange) throws -> Value
    ) {
        attempt({ completion($0.mapError { Refusal($0) }) }, body)
    }

    /// The same, and tells the error itself.
    func attempt<Value: Sendable>(
        _ completion: @escaping @Sendable (Result<Value, any Error>) -> Void,
        _ body: @escaping @Sendable (CallerChange) throws -> Value
    ) {
        write { [id, rootKey] context in
            let role = try InstanceRole.current(context.db)
            guard role.acceptsChanges else { throw Refusal.instanceReadOnly(id, role: role) }
            return try body(CallerChange(instanceID: id, rootKey: rootKey, context: context))
        } completion: {
            completion($0)
        }
    }

    /// Whether only its primary changes it, or changed it; what cannot be read counts as changed by callers.
    var isFollower: Bool {
        do {
            return !(try read { try InstanceRole.current($0) }.acceptsChanges)
        } catch {
            // ignoring: the stricter rule holds.
            return false
        }
    }

    /// Reads for a caller: whatever goes wrong is a refusal.
    func view<Value>(_ body: (Database) throws -> Value) throws(Refusal) -> Value {
        do {
            return try read(body)
        } catch {
            throw Refusal(error)
        }
    }
}

extension InstanceRole {
    /// The role that the file records.
    static func current(_ db: Database) throws -> InstanceRole {
        let text = try DirectStatement("SELECT role FROM instance", db).first { _ in
        } reading: {
            $0.text(0)
        }
        guard let role = text.flatMap(InstanceRole.init(rawValue:)) else {
            throw StoreError.damaged(reason: "the instance has no known role")
        }
        return role
    }
}

extension Refusal {
    /// What a caller is told of an error of the store.
    init(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case let input as InvalidInput: self = .invalidInput(input)
        case StoreError.full: self = .storageFull
        case StoreError.defect(let detail): self = .internalError(reference: detail)
        case let fault as StoreError: self = .storageFailed(detail: fault.description)
        case ResourceFault.encryptionKeyMissing(let key): self = .keyNotUsable(key, state: .pendingDeletion)
        case let fault as ResourceFault: self = .storageFailed(detail: fault.description)
        case let fault as VaultError: self = .internalError(reference: "KeyVault.\(fault)")
        case is DatabaseError: self = Refusal(StoreError(error))
        case let error: self = .internalError(reference: "InstanceStore.\(type(of: error))")
        }
    }
}
