// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import KeyVault

@Suite
struct CiphertextTests {
    private let key = KeyMaterial(spec: .aes256, material: .random(count: 32))
    private let context = EncryptionContext(["app": "billing", "table": "cards"])
    private let plaintext = Material(text: "4111 1111 1111 1111")

    private func encrypted() throws -> [UInt8] {
        try key.encrypt(plaintext, keyID: "orders", versionID: "v-0001", context: context)
    }

    @Test
    func `an envelope names its key and version and opens again`() throws {
        let ciphertext = try encrypted()
        let names = try Ciphertext.parse(ciphertext)
        #expect(names.keyID == "orders" && names.versionID == "v-0001")
        #expect(try key.decrypt(ciphertext, context: context) == plaintext)
        #expect(ciphertext.count <= plaintext.count + Ciphertext.maximumOverhead)
        #expect(try encrypted() != ciphertext)
    }

    @Test
    func `no byte of an envelope can be changed`() throws {
        let ciphertext = try encrypted()
        for index in ciphertext.indices {
            #expect(throws: VaultError.self) { try key.decrypt(ciphertext.turning(index), context: context) }
        }
        for length in ciphertext.indices {
            #expect(throws: VaultError.self) { try key.decrypt(Array(ciphertext[..<length]), context: context) }
        }
    }

    @Test
    func `the names in an envelope are authenticated`() throws {
        let ciphertext = try encrypted()
        let sealed = try Ciphertext(ciphertext).sealed
        for header in [
            Ciphertext.header(keyID: "order", versionID: "sv-0001"),
            Ciphertext.header(keyID: "orders", versionID: "v-0002"),
        ] {
            #expect(throws: VaultError.decryptionFailed) { try key.decrypt(header + sealed, context: context) }
        }
        #expect(
            try key.decrypt(Ciphertext.header(keyID: "orders", versionID: "v-0001") + sealed, context: context)
                == plaintext
        )
    }

    @Test
    func `another context does not decrypt`() throws {
        let ciphertext = try encrypted()
        for other in [
            [:], ["app": "billing"], ["app": "billing", "table": "card"], ["app": "cards", "table": "billing"],
            ["app": "billing", "table": "cards", "": ""], ["apptable": "billingcards"],
        ] {
            #expect(throws: VaultError.decryptionFailed) {
                try key.decrypt(ciphertext, context: EncryptionContext(other))
            }
        }
    }

    @Test
    func `the order of a context's pairs does not matter`() {
        let names = (0..<50).map { "name\($0)" }
        var forward: [String: String] = [:]
        var backward: [String: String] = [:]
        backward.reserveCapacity(4_096)
        for name in names { forward[name] = "v" }
        for name in names.reversed() { backward[name] = "v" }
        #expect(EncryptionContext(forward) == EncryptionContext(backward))
    }

    @Test
    func `a sealed value is no ciphertext of the same key, nor the other way round`() throws {
        let sealingKey = try key.sealingKey()
        let place = SealContext(resource: "secret/a", version: "1")
        let sealed = try sealingKey.seal(plaintext, context: place.bytes)
        #expect(throws: VaultError.decryptionFailed) {
            try key.decrypt(Ciphertext.header(keyID: "orders", versionID: "1") + sealed, context: EncryptionContext())
        }
        let inner = Array(try Ciphertext(try encrypted()).sealed)
        #expect(throws: VaultError.decryptionFailed) { try sealingKey.open(inner, context: place.bytes) }
    }

    @Test
    func `what is no envelope is told from one that fails to open`() throws {
        #expect(throws: VaultError.malformedCiphertext) { try Ciphertext.parse([]) }
        #expect(throws: VaultError.malformedCiphertext) { try Ciphertext.parse(Array("hello, world".utf8)) }
        #expect(throws: VaultError.malformedCiphertext) { try Ciphertext.parse(Array("KMS\u{1}\u{0}".utf8)) }
        #expect(throws: VaultError.malformedCiphertext) {
            try Ciphertext.parse(Array("KMS\u{1}\u{2}".utf8) + [0xFF, 0xFE])
        }
        #expect(throws: VaultError.malformedCiphertext) { try Ciphertext.parse(Array(try encrypted().prefix(40))) }
        #expect(throws: VaultError.unsupportedFormat(9)) { try Ciphertext.parse(Array("KMS\u{9}".utf8)) }
    }

    @Test(arguments: KeySpec.allCases.filter { !$0.encrypts })
    func `a key that signs does not encrypt`(spec: KeySpec) {
        let key = KeyMaterial(spec: spec, material: .random(count: 32))
        #expect(throws: VaultError.specMismatch(spec)) {
            try key.encrypt(plaintext, keyID: "k", versionID: "v", context: context)
        }
    }
}
