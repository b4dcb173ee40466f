// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing

@testable import ControlServer

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
        ("Zm9vYmFy", "foobar"),
    ])
    func `the examples of RFC 4648 decode`(text: String, meaning: String) {
        #expect(Base64.material(text) == Material(meaning.utf8))
    }

    @Test
    func `what is encoded decodes, at every length`() {
        for count in 0...300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            let text = ConcealedText(base64Of: bytes).text
            #expect(text.utf8.count == Base64.length(of: count))
            #expect(Base64.material(text) == Material(bytes))
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "====", "=Zg=", "Z=g=", "Zg==Zg==", "Zg ==", "Zg==\n", "Zm9-",
        "Zm9_",
        "Zé==", "A===",
    ])
    func `nothing else decodes`(text: String) {
        #expect(Base64.material(text) == nil)
    }

    @Test
    func `a text is bounded before and after it is decoded`() throws {
        let fits = ConcealedText(base64Of: [UInt8](repeating: 7, count: 4))
        #expect(try fits.material(field: "x", limit: 4).count == 4)
        let tooLong = InvalidInput(field: "x", reason: "it has at most 4 bytes once decoded")
        for count in [5, 6, 7] {
            let text = ConcealedText(base64Of: [UInt8](repeating: 7, count: count))
            #expect(throws: tooLong) { try text.material(field: "x", limit: 4) }
        }
    }
}
