// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The envelope of an encrypted message, which says by itself what decrypts it.
///
/// `KMS`, a format byte, key id and version id each after a byte of length, and then what `SealingKey` sealed, with all
/// that stands before it and the caller's context as authenticated data.
package struct Ciphertext: Sendable {
    /// Bytes by which an envelope is longer than the plaintext, at most.
    package static let maximumOverhead = 4 + 2 * 256 + SealingKey.overhead

    private static let start: [UInt8] = Array("KMS".utf8)
    private static let format: UInt8 = 1

    /// The key that encrypted.
    package let keyID: String

    /// Its version that encrypted.
    package let versionID: String

    /// What stands before the sealed bytes.
    let header: ArraySlice<UInt8>

    /// What `SealingKey` sealed.
    let sealed: ArraySlice<UInt8>

    /// Takes an envelope apart without opening it; throws `malformedCiphertext` or `unsupportedFormat`.
    package init(_ bytes: [UInt8]) throws(VaultError) {
        guard bytes.count > Self.start.count, bytes.starts(with: Self.start) else { throw .malformedCiphertext }
        let format = bytes[Self.start.count]
        guard format == Self.format else { throw .unsupportedFormat(format) }
        var rest = bytes[(Self.start.count + 1)...]
        keyID = try Self.takeID(&rest)
        versionID = try Self.takeID(&rest)
        guard rest.count >= SealingKey.overhead else { throw .malformedCiphertext }
        header = bytes[..<rest.startIndex]
        sealed = rest
    }

    /// Names the key and the version that encrypted; throws `malformedCiphertext` or `unsupportedFormat`.
    package static func parse(_ bytes: [UInt8]) throws(VaultError) -> (keyID: String, versionID: String) {
        let envelope = try Ciphertext(bytes)
        return (envelope.keyID, envelope.versionID)
    }

    static func header(keyID: String, versionID: String) -> [UInt8] {
        var bytes = start + [format]
        for id in [keyID, versionID] {
            precondition((1...255).contains(id.utf8.count), "an id has 1 to 255 bytes")
            bytes.append(UInt8(id.utf8.count))
            bytes.append(contentsOf: id.utf8)
        }
        return bytes
    }

    static func authenticated(header: ArraySlice<UInt8>, context: EncryptionContext) -> [UInt8] {
        var fields = AuthenticatedFields(
            purpose: "kmsync.ciphertext.1",
            capacity: 64 + header.count + context.bytes.count
        )
        fields.append(Array(header))
        fields.append(context.bytes)
        return fields.bytes
    }

    private static func takeID(_ rest: inout ArraySlice<UInt8>) throws(VaultError) -> String {
        guard let length = rest.popFirst(), length > 0, rest.count >= Int(length),
            let id = String(validating: rest.prefix(Int(length)), as: UTF8.self)
        else { throw .malformedCiphertext }
        rest.removeFirst(Int(length))
        return id
    }
}
