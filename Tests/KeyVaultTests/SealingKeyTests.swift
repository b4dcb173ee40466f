// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import KeyVault

@Suite
struct SealingKeyTests {
    private let context = SealContext(resource: "secret/db/password", version: "v1").bytes

    @Test(arguments: [0, 1, 15, 16, 17, 256, 65_536])
    func `what is sealed opens again`(size: Int) throws {
        let key = try SealingKey.generate()
        let plaintext = Material.random(count: size)
        let sealed = try key.seal(plaintext, context: context)
        #expect(sealed.count == size + SealingKey.overhead)
        #expect(try key.open(sealed, context: context) == plaintext)
        let again = try SealingKey(key.material)
        #expect(try again.open(sealed, context: context) == plaintext)
    }

    @Test
    func `values of several series open in any order`() throws {
        let material = Material.random(count: SealingKey.size)
        let values = (0..<6).map { Material(text: "value \($0)") }
        // Each key of its own draws a series of its own, as after a restart.
        let sealed = try values.map { try SealingKey(material).seal($0, context: context) }
        let key = try SealingKey(material)
        for index in [0, 1, 0, 0, 5, 3, 5, 2, 4, 4, 1] {
            #expect(try key.open(sealed[index], context: context) == values[index])
        }
    }

    @Test
    func `no byte can be changed`() throws {
        let key = try SealingKey.generate()
        let sealed = try key.seal(Material(text: "a value of some length"), context: context)
        #expect(throws: VaultError.unsupportedFormat(0)) { try key.open(sealed.turning(0), context: context) }
        for index in 1..<sealed.count {
            #expect(throws: VaultError.decryptionFailed) { try key.open(sealed.turning(index), context: context) }
        }
    }

    @Test
    func `no shorter and no longer bytes open`() throws {
        let key = try SealingKey.generate()
        let sealed = try key.seal(Material(text: "value"), context: context)
        for length in 0..<sealed.count {
            #expect(throws: VaultError.decryptionFailed) {
                try key.open(Array(sealed[..<length]), context: context)
            }
        }
        #expect(throws: VaultError.decryptionFailed) { try key.open(sealed + [0], context: context) }
    }

    @Test
    func `a row moved to another place does not open`() throws {
        let key = try SealingKey.generate()
        let sealed = try key.seal(Material(text: "value"), context: context)
        for other in [
            SealContext(resource: "secret/db/password", version: "v2"),
            SealContext(resource: "secret/db/other", version: "v1"),
            SealContext(resource: "key/db/password", version: "v1"),
            SealContext(resource: "secret/db/passwordv", version: "1"),
        ] {
            #expect(throws: VaultError.decryptionFailed) { try key.open(sealed, context: other.bytes) }
        }
        #expect(throws: VaultError.decryptionFailed) { try key.open(sealed, context: []) }
    }

    @Test
    func `another key does not open`() throws {
        let sealed = try SealingKey.generate().seal(Material(text: "value"), context: context)
        #expect(throws: VaultError.decryptionFailed) { try SealingKey.generate().open(sealed, context: context) }
    }

    @Test
    func `nonces never repeat, and their first half changes when a series ends`() throws {
        let key = try SealingKey(.random(count: 32), seriesLimit: 100)
        let sealed = try (0..<1_000).map { _ in try key.seal(Material(text: "same"), context: context) }
        #expect(Set(sealed.map { $0[1..<25] }).count == 1_000)
        #expect(Set(sealed.map { $0[13..<25] }).count == 1_000)
        #expect(Set(sealed.map(Self.counted)).count == 1_000)
        let prefixes = sealed.map { Array($0[1..<13]) }
        #expect(Set(prefixes).count == 10)
        for series in 0..<10 { #expect(Set(prefixes[series * 100..<series * 100 + 100]).count == 1) }
        for one in sealed { #expect(try key.open(one, context: context) == Material(text: "same")) }
    }

    /// The drawn first half of the nonce and the count, without the random bytes between them.
    private static func counted(_ sealed: [UInt8]) -> [UInt8] { Array(sealed[1..<13] + sealed[21..<25]) }

    @Test
    func `seals at the same time have a series and a count of their own`() async throws {
        let key = try SealingKey(.random(count: 32), seriesLimit: 64)
        let counted = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try (0..<250).map { _ in Self.counted(try key.seal(Material(text: "x"), context: [])) }
                }
            }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.formUnion($1) }
        }
        #expect(counted.count == 2_000)
        #expect(Set(counted.map { $0[..<12] }).count == 32)
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func `a key of another length is refused`(size: Int) {
        #expect(throws: VaultError.malformedMaterial(.wrongLength(found: size, wanted: 32...32))) {
            try SealingKey(.random(count: size))
        }
    }
}
