// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import SyncModel
import Testing

@testable import KeyVault

@Suite
struct ImportTests {
    private func fault(_ text: Material, as spec: KeySpec) -> MaterialFault? {
        do throws(VaultError) {
            _ = try KeyMaterial.importing(text, as: spec)
            return nil
        } catch .malformedMaterial(let fault) {
            return fault
        } catch {
            return nil
        }
    }

    @Test(arguments: 0..<70)
    func `base64 decodes as Foundation encodes, wherever it is broken into lines`(size: Int) throws {
        let raw = Material.random(count: size).copied
        let text = Data(raw).base64EncodedString()
        let broken = " " + text.map { "\($0)" }.joined(separator: "\r\n") + "\t\n"
        for one in [text, broken] {
            #expect(Array(one.utf8).withUnsafeBytes { Base64.decode($0) }?.copied == raw)
        }
    }

    @Test(arguments: [
        "A", "AA", "AAA", "AA=", "AAA==", "A===", "AB==", "AAB=", "AA==AAAA", "AA-_", "=", "====", "AAAA\u{0}",
    ])
    func `what is not base64 is refused`(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { Base64.decode($0) } == nil)
    }

    @Test
    func `symmetric keys are base64 of as many bytes as their spec has`() throws {
        for (spec, sizes) in [(KeySpec.aes256, [32]), (.hmacSHA256, [32, 33, 64, 128])] {
            for size in sizes {
                let raw = Material.random(count: size)
                let text = Material(text: Data(raw.copied).base64EncodedString() + "\n")
                #expect(try KeyMaterial.importing(text, as: spec).material == raw)
            }
        }
        for (spec, wanted, sizes) in [
            (KeySpec.aes256, 32...32, [0, 16, 31, 33, 64]), (.hmacSHA256, 32...128, [0, 31, 129]),
        ] {
            for size in sizes {
                let text = Material(text: Data(Material.random(count: size).copied).base64EncodedString())
                #expect(fault(text, as: spec) == .wrongLength(found: size, wanted: wanted))
            }
        }
        #expect(fault(Material(text: "not base64!"), as: .aes256) == .notBase64)
        #expect(fault(Material(pem: [1, 2, 3], label: "PRIVATE KEY"), as: .aes256) == .notBase64)
    }

    @Test(arguments: [
        ("", MaterialFault.notPEM), ("AAAA", .notPEM), ("-----BEGIN PRIVATE KEY", .brokenPEM),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n", .brokenPEM),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", .brokenPEM),
        ("-----BEGIN PRIVATE KEY-----\nA*AA\n-----END PRIVATE KEY-----\n", .brokenPEM),
        ("-----BEGIN PRIVATE KEY-----\nX: y\n\nAAAA\n-----END PRIVATE KEY-----\n", .brokenPEM),
        ("-----BEGIN SOMETHING-----\nAAAA\n-----END SOMETHING-----\n", .unknownPEM),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", .openSSHPEM),
        ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", .malformedKey),
        ("-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----\n", .notPEM),
    ])
    func `broken PEM is refused with its reason`(text: String, expected: MaterialFault) {
        #expect(fault(Material(text: text), as: .ecP256) == expected)
    }

    @Test
    func `text beyond the limit is refused`() {
        let text = Material(text: String(repeating: "A", count: KeyMaterial.textLimit + 1))
        #expect(fault(text, as: .aes256) == .textTooLong(limit: KeyMaterial.textLimit))
        #expect(fault(text, as: .rsa2048) == .textTooLong(limit: KeyMaterial.textLimit))
    }

    @Test(arguments: [KeySpec.rsa2048, .ecP256, .ecP384, .ed25519])
    func `a stored key imports to itself, and any damage is refused or harmless`(spec: KeySpec) throws {
        let key = try KeyMaterial.generate(spec)
        let der = key.material.copied
        let imported = try KeyMaterial.importing(Material(pem: der, label: "PRIVATE KEY"), as: spec)
        #expect(imported.material == key.material)
        for length in stride(from: 0, to: der.count, by: max(1, der.count / 60)) {
            #expect(fault(Material(pem: Array(der[..<length]), label: "PRIVATE KEY"), as: spec) == .malformedKey)
        }
        #expect(fault(Material(pem: der + [0], label: "PRIVATE KEY"), as: spec) == .malformedKey)
        // Without its public half, a turned bit in a secret is another good key; it must never be a bad one.
        for index in stride(from: 0, to: der.count, by: max(1, der.count / 120)) {
            let changed = Material(pem: der.turning(index), label: "PRIVATE KEY")
            guard let other = try? KeyMaterial.importing(changed, as: spec) else { continue }
            let signature = try other.sign([1, 2, 3]).signature
            #expect(try other.verify([1, 2, 3], signature: signature))
        }
    }

    @Test(arguments: [KeySpec.rsa2048, .ecP256, .ecP384])
    func `halves that do not belong together are refused`(spec: KeySpec) throws {
        let der = try KeyMaterial.generate(spec).material.copied
        // RSA ends in its coefficient, the others in their public point.
        let changed = Material(pem: der.turning(der.count - 1), label: "PRIVATE KEY")
        #expect(fault(changed, as: spec) == .inconsistentKey)
    }

    @Test
    func `Ed25519 of version 1 is read with its public half checked`() throws {
        // RFC 8410, section 10.3, without the attribute and with the public half alone.
        let seed = "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842"
        let point = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"
        let der = bytes(hex: "3051020101300506032b657004220420" + seed + "812100" + point)
        let key = try KeyMaterial.importing(Material(pem: der, label: "PRIVATE KEY"), as: .ed25519)
        #expect(key.material.copied == bytes(hex: "302e020100300506032b657004220420" + seed))
        #expect(
            fault(Material(pem: der.turning(der.count - 1), label: "PRIVATE KEY"), as: .ed25519) == .inconsistentKey
        )
    }
}
