// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import SyncModel

@Suite
struct IdentifierTests {
    @Test(arguments: ["a", "kst-hangzhou", "z9-", String(repeating: "a", count: 64)])
    func `ids of instances and keys are short, small and start with a letter`(text: String) throws {
        #expect(try InstanceID(text).description == text)
        #expect(try KeyID(text).description == text)
        #expect(try ResourceID("key/" + text) == .key(KeyID(stored: text)))
    }

    @Test(arguments: ["", "9a", "-a", "A", "a_b", "a/b", "\u{e9}", "a b", String(repeating: "a", count: 65)])
    func `other ids are refused with the field's name`(text: String) {
        #expect(throws: InvalidInput.self) { try InstanceID(text) }
        #expect { try KeyID(text, field: "id") } throws: { ($0 as? InvalidInput)?.field == "id" }
        #expect(throws: InvalidInput.self) { try ResourceID("key/" + text) }
    }

    @Test(arguments: ["a", "shop/database/password", "A-1_+=.@", "..a", String(repeating: "x", count: 256)])
    func `a secret's name is a path of plain characters`(text: String) throws {
        #expect(try SecretName(text).description == text)
        #expect(try ResourceID("secret/" + text).description == "secret/" + text)
    }

    @Test(arguments: [
        "", "/", "/a", "a/", "a//b", "a/../b", ".", "..", "./a", "a b", "\u{fc}", "a\n", "a\0",
        String(repeating: "x", count: 257),
    ])
    func `a secret's name has no empty, dot or strange part`(text: String) {
        #expect(throws: InvalidInput.self) { try SecretName(text) }
    }

    @Test(arguments: ["", "key", "secrets/a", "Key/a", "a"])
    func `a resource is a key or a secret`(text: String) {
        #expect(throws: InvalidInput.self) { try ResourceID(text) }
    }

    @Test
    func `versions have plain ids`() throws {
        #expect(try VersionID("v1.2_3-A").description == "v1.2_3-A")
        for text in ["", "a/b", "a b", String(repeating: "a", count: 65)] {
            #expect(throws: InvalidInput.self) { try VersionID(text) }
        }
    }

    @Test
    func `counters compare by number and go up by one`() {
        #expect(Revision(9) < Revision(10) && Revision.zero.next == Revision(1))
        #expect(SequenceNumber(9) < SequenceNumber(10) && SequenceNumber.zero.next == SequenceNumber(1))
        #expect(Epoch(9) < Epoch(10) && Epoch.zero.next == Epoch(1))
    }
}
