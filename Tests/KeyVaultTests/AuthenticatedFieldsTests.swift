// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyVault
import Testing

@Suite
struct AuthenticatedFieldsTests {
    private func encode(_ fields: [String], purpose: String = "p") -> [UInt8] {
        var encoded = AuthenticatedFields(purpose: purpose)
        for field in fields { encoded.append(field) }
        return encoded.bytes
    }

    @Test
    func `different fields never give the same bytes`() {
        let lists: [[String]] = [
            [], [""], ["", ""], ["ab"], ["a", "b"], ["", "ab"], ["ab", ""], ["a", "", "b"], ["a\u{0}\u{0}\u{0}\u{1}b"],
        ]
        #expect(Set(lists.map { encode($0) }).count == lists.count)
        #expect(encode(["x"], purpose: "a") != encode(["x"], purpose: "b"))
        #expect(encode([], purpose: "ab") != encode(["b"], purpose: "a"))
    }

    @Test
    func `the encoding is the length in four bytes and the field`() {
        var fields = AuthenticatedFields(purpose: "p")
        fields.append("é")
        fields.append([7])
        fields.append(UInt64(0x0102_0304_0506_0708))
        #expect(fields.bytes == bytes(hex: "00000001 70 00000002 c3a9 00000001 07 00000008 0102030405060708"))
    }

    @Test
    func `a seal context tells resource and version apart`() {
        let contexts = [
            SealContext(resource: "key/a", version: "b"), SealContext(resource: "key/", version: "ab"),
            SealContext(resource: "key/a", version: "c"), SealContext(resource: "secret/a", version: "b"),
        ]
        #expect(Set(contexts.map(\.bytes)).count == contexts.count)
    }
}
