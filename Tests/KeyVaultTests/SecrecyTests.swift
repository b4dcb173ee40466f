// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import SyncModel
import Testing

@testable import KeyVault

/// Nothing that holds a key or a value shows any of it, whatever way it is turned into text.
@Suite
struct SecrecyTests {
    private struct Holder {
        let number = 5
        let held: Any
    }

    private enum Outcome {
        case kept(Any)
    }

    private func texts(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        dump(Holder(held: value), to: &dumped)
        dump([Outcome.kept(value)], to: &dumped)
        let children = Mirror(reflecting: value).children.map { "\($0)" }
        return [
            String(describing: value), String(reflecting: value), "\(value)", "\(Holder(held: value))",
            "\(Outcome.kept(value))", "\([value])", "\(Optional.some(value) as Any)", dumped,
        ] + children
    }

    private func expectHidden(_ value: Any, secret: [UInt8]) {
        let decimal = secret.prefix(4).map { "\($0)" }.joined(separator: ", ")
        let hexadecimal = secret.prefix(4).map { String(format: "%02x", $0) }.joined()
        let plain = String(decoding: secret.prefix(4), as: UTF8.self)
        let base64 = Data(secret).base64EncodedString().prefix(5)
        for text in texts(value) {
            for form in [decimal, hexadecimal, hexadecimal.uppercased(), plain, String(base64)] {
                #expect(!text.contains(form), "\(type(of: value))")
            }
        }
        #expect(Mirror(reflecting: value).children.isEmpty, "\(type(of: value))")
    }

    private let secret = Array("PlaintextPlaintextPlaintext32byt".utf8)

    @Test
    func `keys have no textual description`() throws {
        let material = Material(secret)
        let pair = try TransportKeyPair(privateKey: material)
        let (sender, encapsulated) = try SenderSession.start(to: pair.publicKey, info: [])
        let values: [Any] = [
            material, try SealingKey(material), try MasterKey(material), MasterKeyRing(first: try MasterKey(material)),
            try DigestKey(material), KeyMaterial(spec: .aes256, material: material), pair,
            try ExtendedNonceCipher(material), sender,
            try SigningKey(KeyMaterial(spec: .hmacSHA256, material: material)),
            try ReceiverSession(privateKey: material, encapsulated: encapsulated, info: []),
        ]
        for value in values { expectHidden(value, secret: secret) }
    }

    @Test
    func `errors about material say nothing of it`() {
        let errors: [VaultError] = KeySpec.allCases.compactMap { spec -> VaultError? in
            do throws(VaultError) {
                _ = try KeyMaterial.importing(Material(secret), as: spec)
                return nil
            } catch {
                return error
            }
        }
        #expect(errors.count == KeySpec.allCases.count)
        for error in errors {
            for text in texts(error) { #expect(!text.contains("Plain")) }
        }
    }

    @Test
    func `every error is one sentence`() {
        let errors: [VaultError] = [
            .decryptionFailed, .unsupportedFormat(7), .malformedCiphertext, .specMismatch(.rsa2048), .malformedPeerKey,
            .wrongMasterKey(wanted: "a", offered: ["b"]), .exhausted, .libraryRefused,
            .malformedMaterial(.wrongLength(found: 1, wanted: 32...32)),
            .malformedMaterial(.otherKey(.rsa(bits: 1_024), wanted: .rsa2048)),
        ]
        for error in errors {
            #expect(error.description.hasSuffix("."))
            #expect(!error.description.contains("\n"))
        }
    }
}
