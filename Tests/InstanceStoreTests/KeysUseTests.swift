// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import InstanceStore
import KeyManagement
import KeyVault
import SyncModel
import Testing

struct KeysUseTests {
    @Test(arguments: KeySpec.allCases.filter { !$0.encrypts })
    func `every signing spec signs, and any version verifies`(spec: KeySpec) async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("signer", spec)
        let message = Array("message".utf8)
        let old = try fixture.keys.sign(message, with: .id(key.id), algorithm: nil)
        _ = try await result { fixture.keys.rotate(key.id, completion: $0) }
        let new = try fixture.keys.sign(message, with: .id(key.id), algorithm: nil)
        #expect(old.versionID != new.versionID)
        #expect(old.algorithm == spec.signatureAlgorithms.first)
        func isValid(_ signature: [UInt8], _ version: VersionID?) throws -> Bool {
            try fixture.keys.verify(signature, of: message, with: .id(key.id), algorithm: nil, version: version)
        }
        #expect(try isValid(old.signature, nil))
        #expect(try isValid(new.signature, nil))
        #expect(try isValid(old.signature, old.versionID))
        #expect(try !isValid(old.signature, new.versionID))
        #expect(try !isValid([1, 2, 3], nil))
    }

    @Test func `asymmetric keys show their public half, symmetric ones have none`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("signer", .ed25519)
        let first = try fixture.keys.publicKey(of: .id(key.id), version: nil)
        #expect(first.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        _ = try await result { fixture.keys.rotate(key.id, completion: $0) }
        #expect(try fixture.keys.publicKey(of: .id(key.id), version: nil) != first)
        #expect(try fixture.keys.publicKey(of: .id(key.id), version: VersionID(stored: "v1")) == first)
        let symmetric = try await fixture.createKey("symmetric")
        #expect(throws: Refusal.keyUsageMismatch(symmetric.id, spec: .aes256)) {
            try fixture.keys.publicKey(of: .id(symmetric.id), version: nil)
        }
    }

    @Test func `a version that a key does not have is bad input`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("signer", .ed25519)
        let refusal = refusal { _ = try fixture.keys.publicKey(of: .id(key.id), version: VersionID(stored: "v9")) }
        #expect(refusal == .invalidInput(InvalidInput(field: "versionId", reason: "the key has no such version")))
    }

    @Test func `a key does only what its spec can do`() async throws {
        let fixture = try InstancesFixture()
        let cipher = try await fixture.createKey("cipher")
        let signer = try await fixture.createKey("signer", .hmacSHA256)
        #expect(throws: Refusal.keyUsageMismatch(signer.id, spec: .hmacSHA256)) {
            try fixture.keys.encrypt(material("x"), under: .id(signer.id), context: [:])
        }
        #expect(throws: Refusal.keyUsageMismatch(cipher.id, spec: .aes256)) {
            try fixture.keys.sign([1], with: .id(cipher.id), algorithm: nil)
        }
        #expect(throws: Refusal.keyUsageMismatch(signer.id, spec: .hmacSHA256)) {
            try fixture.keys.sign([1], with: .id(signer.id), algorithm: .ed25519)
        }
        #expect(throws: Refusal.keyUsageMismatch(cipher.id, spec: .aes256)) {
            try fixture.keys.verify([1], of: [1], with: .id(cipher.id), algorithm: nil, version: nil)
        }
    }

    @Test func `a disabled key does nothing until it is enabled again`() async throws {
        let fixture = try InstancesFixture()
        let cipher = try await fixture.createKey("cipher")
        let signer = try await fixture.createKey("signer", .ed25519)
        let encrypted = try fixture.keys.encrypt(material("x"), under: .id(cipher.id), context: [:])
        for id in [cipher.id, signer.id] { _ = try await result { fixture.keys.disable(id, completion: $0) } }
        let unusable = Refusal.keyNotUsable(cipher.id, state: .disabled)
        #expect(throws: unusable) { try fixture.keys.encrypt(material("x"), under: .id(cipher.id), context: [:]) }
        #expect(throws: unusable) { try fixture.keys.decrypt(encrypted.ciphertext, context: [:]) }
        #expect(throws: Refusal.keyNotUsable(signer.id, state: .disabled)) {
            try fixture.keys.sign([1], with: .id(signer.id), algorithm: nil)
        }
        #expect(throws: Refusal.keyNotUsable(signer.id, state: .disabled)) {
            try fixture.keys.publicKey(of: .id(signer.id), version: nil)
        }
        _ = try await result { fixture.keys.enable(cipher.id, completion: $0) }
        #expect(try fixture.keys.decrypt(encrypted.ciphertext, context: [:]).plaintext.text == "x")
    }

    @Test func `what does not decrypt is refused without saying why`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("cipher")
        let encrypted = try fixture.keys.encrypt(material("secret text"), under: .id(key.id), context: ["a": "b"])
        let stranger = try InstancesFixture("kst-beijing")
        try await stranger.createKey("other")
        var changed = encrypted.ciphertext
        changed[changed.count - 1] ^= 1
        for (service, ciphertext, context) in [
            (fixture.keys, encrypted.ciphertext, ["a": "c"]), (fixture.keys, encrypted.ciphertext, [:]),
            (fixture.keys, changed, ["a": "b"]), (fixture.keys, [], [:]), (fixture.keys, [1, 2, 3], [:]),
            (stranger.keys, encrypted.ciphertext, ["a": "b"]),
        ] {
            #expect(throws: Refusal.decryptionFailed) { try service.decrypt(ciphertext, context: context) }
        }
        // The same key id with other material, and a version that is not there.
        try await stranger.createKey("cipher")
        #expect(throws: Refusal.decryptionFailed) {
            try stranger.keys.decrypt(encrypted.ciphertext, context: ["a": "b"])
        }
        _ = try await result { stranger.keys.rotate(key.id, completion: $0) }
        let newer = try stranger.keys.encrypt(material("x"), under: .id(key.id), context: [:])
        #expect(throws: Refusal.decryptionFailed) { try fixture.keys.decrypt(newer.ciphertext, context: [:]) }
    }

    @Test func `a replica that holds the key decrypts what the primary encrypted`() async throws {
        let primary = try InstancesFixture()
        let key = try await primary.createKey("cipher")
        let encrypted = try primary.keys.encrypt(material("text"), under: .id(key.id), context: [:])
        let replica = try InstancesFixture("kst-beijing")
        try await replica.become(.replica)
        try await replica.apply(try #require(try primary.content("key/cipher")))
        #expect(try replica.keys.decrypt(encrypted.ciphertext, context: [:]).plaintext.text == "text")
    }

    @Test func `a key that is not there is not found, by id and by alias`() throws {
        let fixture = try InstancesFixture()
        #expect(throws: Refusal.keyNotFound(fixture.file.id, key: "nokey")) {
            try fixture.keys.encrypt(material("x"), under: .id(KeyID(stored: "nokey")), context: [:])
        }
        #expect(throws: Refusal.keyNotFound(fixture.file.id, key: "alias/nokey")) {
            try fixture.keys.sign([], with: .alias("alias/nokey"), algorithm: nil)
        }
    }
}
