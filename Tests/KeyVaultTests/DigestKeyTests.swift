// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import KeyVault
import SyncModel
import Testing

@Suite
struct DigestKeyTests {
    @Test
    func `the digest is HMAC-SHA-256 over purpose, header and content with their lengths`() throws {
        let key = try DigestKey(Material(Array(0..<32)))
        let message =
            bytes(hex: "0000000f") + Array("kmsync.digest.1".utf8)
            + bytes(hex: "0000000000000002 0a0b 0000000000000003 010203")
        let expected = HMAC<SHA256>.authenticationCode(
            for: message,
            using: SymmetricKey(data: Array(0..<32 as Range<UInt8>))
        )
        #expect(key.digest(authenticating: [10, 11], content: Material([1, 2, 3])) == Array(expected))
    }

    @Test
    func `a digest follows from key, header and content and from where the one ends`() throws {
        let key = try DigestKey.generate()
        let digests = [
            key.digest(authenticating: [1], content: Material([2, 3])),
            key.digest(authenticating: [1, 2], content: Material([3])),
            key.digest(authenticating: [], content: Material([1, 2, 3])),
            key.digest(authenticating: [1], content: Material([2, 4])),
            try DigestKey.generate().digest(authenticating: [1], content: Material([2, 3])),
        ]
        #expect(Set(digests).count == digests.count)
        #expect(digests.allSatisfy { $0.count == Digest.size })
        #expect(try DigestKey(key.material).digest(authenticating: [1], content: Material([2, 3])) == digests[0])
    }

    @Test
    func `a digest key has exactly 32 bytes`() {
        #expect(throws: VaultError.malformedMaterial(.wrongLength(found: 16, wanted: 32...32))) {
            try DigestKey(.random(count: 16))
        }
    }
}
