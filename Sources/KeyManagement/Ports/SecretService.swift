// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The secrets of one instance, a method for each of `io.kmsync.Secrets`.
///
/// Views and reads are synchronous and may read a file; changes call back once they are durable, and are refused with
/// `instanceReadOnly` at replicas and frozen instances. A secret that is pending deletion is refused with
/// `invalidInput` for `name`.
package protocol SecretService: Sendable {
    /// Makes a secret; refuses with `secretExists`, `quotaExceeded`, `valueTooLarge`, and for the key that it names with
    /// `keyNotFound`, `keyNotUsable` and `keyUsageMismatch`.
    func create(_ secret: NewSecret, value: Material, completion: @escaping Completion<Secret>)

    /// Gives the secret a new version; the same id with the same value again changes nothing.
    ///
    /// Refuses with `valueTooLarge`, `versionContentConflict`, `keyNotUsable`.
    func putValue(
        _ name: SecretName,
        version: NewSecretVersion,
        value: Material,
        completion: @escaping Completion<SecretPut>
    )

    /// A value: of the version, of the stage, of the version if it has the stage, or of ACSCurrent.
    ///
    /// Throws `secretVersionNotFound`, and `keyNotUsable` where the secret's key may not be used.
    func value(of name: SecretName, version: VersionID?, stage: String?) throws(Refusal) -> SecretValue

    /// Secrets in the order of their names.
    func list(_ page: PageRequest) throws(Refusal) -> Page<Secret>

    /// The secret as it is now.
    func describe(_ name: SecretName) throws(Refusal) -> Secret

    /// Sets what the update gives.
    func update(_ name: SecretName, _ update: SecretUpdate, completion: @escaping Completion<Secret>)

    /// Moves or removes a stage; refuses with `secretVersionNotFound`.
    func moveStage(_ name: SecretName, _ move: StageMove, completion: @escaping Completion<Secret>)

    /// Deletes the secret: after a waiting period, or at once and for good; gives the time that is planned, if any.
    func delete(_ name: SecretName, _ deletion: SecretDeletion, completion: @escaping Completion<Timestamp?>)

    /// Takes a planned deletion back.
    func restore(_ name: SecretName, completion: @escaping Completion<Secret>)
}
