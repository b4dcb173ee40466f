// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import KeyVault

@Suite
struct MasterKeyTests {
    @Test
    func `a wrapped root key opens under the same master key and instance only`() throws {
        let master = try MasterKey.generate()
        let root = try SealingKey.generate()
        let wrapped = try master.wrap(root, instanceID: "kst-hangzhou")
        #expect(try master.unwrap(wrapped, instanceID: "kst-hangzhou").material == root.material)
        #expect(throws: VaultError.decryptionFailed) { try master.unwrap(wrapped, instanceID: "kst-beijing") }
        #expect(throws: VaultError.decryptionFailed) {
            try MasterKey.generate().unwrap(wrapped, instanceID: "kst-hangzhou")
        }
        #expect(throws: VaultError.decryptionFailed) {
            try master.unwrap(wrapped.turning(wrapped.count - 1), instanceID: "kst-hangzhou")
        }
    }

    @Test
    func `the id is the same for the same key and shows none of it`() throws {
        let master = try MasterKey.generate()
        #expect(try MasterKey(master.material).id == master.id)
        #expect(master.id.count == 16 && master.id.allSatisfy(\.isHexDigit))
        #expect(try MasterKey.generate().id != master.id)
        let raw = master.material.copied
        let id = bytes(hex: master.id)
        for start in 0...raw.count - 4 { #expect(!id[...].starts(with: raw[start..<start + 4])) }
    }

    @Test
    func `the first key of a ring wraps and every key opens`() throws {
        let old = try MasterKey.generate()
        let new = try MasterKey.generate()
        let root = try SealingKey.generate()
        let before = try MasterKeyRing(first: old).wrap(root, instanceID: "i")
        #expect(before.masterKeyID == old.id)

        let ring = MasterKeyRing(first: new, others: [old])
        let opened = try ring.open(before.wrapped, masterKeyID: before.masterKeyID, instanceID: "i")
        #expect(opened.material == root.material)
        let after = try ring.wrap(opened, instanceID: "i")
        #expect(after.masterKeyID == new.id)
        let last = try MasterKeyRing(first: new).open(after.wrapped, masterKeyID: new.id, instanceID: "i")
        #expect(last.material == root.material)
    }

    @Test
    func `a missing master key is named by its id, and a damaged wrap is another error`() throws {
        let gone = try MasterKey.generate()
        let ring = MasterKeyRing(first: try .generate(), others: [try .generate()])
        let (wrapped, id) = try MasterKeyRing(first: gone).wrap(try .generate(), instanceID: "i")
        let error = #expect(throws: VaultError.self) { try ring.open(wrapped, masterKeyID: id, instanceID: "i") }
        #expect(error == .wrongMasterKey(wanted: gone.id, offered: ring.ids))
        let text = "\(try #require(error))"
        #expect(text.contains(gone.id) && ring.ids.allSatisfy { text.contains($0) })
        #expect(throws: VaultError.decryptionFailed) {
            try MasterKeyRing(first: gone).open(wrapped.turning(30), masterKeyID: id, instanceID: "i")
        }
    }

    @Test
    func `a master key has exactly 32 bytes`() {
        #expect(throws: VaultError.malformedMaterial(.wrongLength(found: 33, wanted: 32...32))) {
            try MasterKey(.random(count: 33))
        }
    }
}
