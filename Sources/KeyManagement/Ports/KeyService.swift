// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The keys of one instance, a method for each of `io.kmsync.Keys`.
///
/// Views and uses are synchronous and may read a file; changes call back once they are durable, and are refused with
/// `instanceReadOnly` at replicas and frozen instances. Uses refuse with `keyNotFound`, `keyNotUsable` and
/// `keyUsageMismatch`. `create` and `rotate` call back after seconds where they make an RSA key, and later changes may then
/// take effect before them.
package protocol KeyService: Sendable {
    /// Makes a key of new material; refuses with `keyExists`, `aliasInUse`, `quotaExceeded`.
    func create(_ key: NewKey, completion: @escaping Completion<Key>)

    /// Makes a key of material given as text: PEM for asymmetric specs, else the base64 of the raw bytes.
    ///
    /// Refuses as `create` does, and a text that is no material of the spec with `invalidInput` for `material`.
    func importKey(_ key: NewKey, text: Material, completion: @escaping Completion<Key>)

    /// Keys in the order of their ids.
    func list(_ page: PageRequest) throws(Refusal) -> Page<Key>

    /// The key as it is now.
    func describe(_ key: KeyReference) throws(Refusal) -> Key

    /// Gives the key a new version, which encrypts or signs from now on.
    func rotate(_ id: KeyID, completion: @escaping Completion<Key>)

    /// Lets callers use the key.
    func enable(_ id: KeyID, completion: @escaping Completion<Key>)

    /// Lets no caller use the key.
    func disable(_ id: KeyID, completion: @escaping Completion<Key>)

    /// Sets what the update gives; refuses with `aliasInUse`.
    func update(_ id: KeyID, _ update: KeyUpdate, completion: @escaping Completion<Key>)

    /// Plans the key's destruction in 7 to 366 days, 30 where nil; refuses with `keyInUse` where secrets name it.
    func scheduleDeletion(_ id: KeyID, days: Int?, completion: @escaping Completion<Key>)

    /// Gives the key back the state that it had before its deletion was planned.
    func cancelDeletion(_ id: KeyID, completion: @escaping Completion<Key>)

    /// Encrypts under the key's primary version; `context` is bound to the ciphertext.
    func encrypt(_ plaintext: Material, under key: KeyReference, context: [String: String]) throws(Refusal) -> Encrypted

    /// Decrypts what any version of any key of the instance encrypted; throws `decryptionFailed`.
    func decrypt(_ ciphertext: [UInt8], context: [String: String]) throws(Refusal) -> Decrypted

    /// Signs the message, or authenticates it, with the key's primary version; nil stands for the spec's own algorithm.
    func sign(_ message: [UInt8], with key: KeyReference, algorithm: SignatureAlgorithm?) throws(Refusal) -> Signed

    /// Whether a version of the key made the signature; nil: whether any did.
    func verify(
        _ signature: [UInt8],
        of message: [UInt8],
        with key: KeyReference,
        algorithm: SignatureAlgorithm?,
        version: VersionID?
    ) throws(Refusal) -> Bool

    /// The public half of a version, as SubjectPublicKeyInfo in PEM (RFC 7468); nil: of the primary version.
    func publicKey(of key: KeyReference, version: VersionID?) throws(Refusal) -> String
}
