// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import SyncModel
import Testing

@testable import KeyVault

/// Test vectors of https://c2sp.org/XAES-256-GCM.
@Suite
struct ExtendedNonceCipherTests {
    struct Vector: Sendable {
        let key: UInt8
        let subkey: String
        let authenticated: String
        let ciphertext: String
    }

    static let vectors = [
        Vector(
            key: 1,
            subkey: "c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b",
            authenticated: "",
            ciphertext: "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"
        ),
        Vector(
            key: 3,
            subkey: "e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8",
            authenticated: "c2sp.org/XAES-256-GCM",
            ciphertext: "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
        ),
    ]

    @Test(arguments: vectors)
    func `the subkey is that of the specification`(vector: Vector) throws {
        let cipher = try ExtendedNonceCipher(Material([UInt8](repeating: vector.key, count: 32)))
        let subkey = try Array("ABCDEFGHIJKL".utf8).withUnsafeBytes { try cipher.subkey(prefix: $0) }
        #expect(subkey.withUnsafeBytes { Array($0) } == bytes(hex: vector.subkey))
    }

    @Test(arguments: vectors)
    func `a sealing key opens what the specification sealed`(vector: Vector) throws {
        let key = try SealingKey(Material([UInt8](repeating: vector.key, count: 32)))
        let sealed = [1] + Array("ABCDEFGHIJKLMNOPQRSTUVWX".utf8) + bytes(hex: vector.ciphertext)
        let opened = try key.open(sealed, context: Array(vector.authenticated.utf8))
        #expect(opened.copied == Array("XAES-256-GCM".utf8))
    }
}
