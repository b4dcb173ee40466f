// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing
import Varlink

struct JSONScannerTests {
    private func accepts(_ text: String) -> Bool {
        accepts(Array(text.utf8))
    }

    private func accepts(_ bytes: [UInt8]) -> Bool {
        do {
            var scanner = try JSONScanner(bytes)
            try scanner.skip()
            try scanner.end()
            return true
        } catch {
            return false
        }
    }

    @Test(arguments: [
        "{}", "[]", " [ 1 , 2 ] ", "{\"a\":{\"b\":[true,false,null]}}", "0", "-0", "-1.5e+10", "1E2", "\"\"",
        "\"\\u0041\\ud83d\\ude00\\n\"", "\"\u{e9}\u{1f600}\"", "\t{\r\n}\t", "[[],[[]],{}]",
    ])
    func `well-formed text is accepted`(text: String) {
        #expect(accepts(text))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{,}", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", ".5", "+1",
        "1e",
        "-", "tru", "nul", "truee", "{} {}", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
        "\"\\udc00\"", "\"a\nb\"", "'a'", "NaN", "[1 2]", "{\"a\" 1}", "{]", "[}", "// no",
    ])
    func `malformed text is refused`(text: String) {
        #expect(!accepts(text))
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(!accepts([UInt8(ascii: "\""), 0xff, UInt8(ascii: "\"")]))
        #expect(!accepts([UInt8(ascii: "\""), 0xc3, UInt8(ascii: "\"")]))
    }

    @Test func `64 levels are accepted and 65 are not`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(accepts(nested(64)))
        #expect(!accepts(nested(65)))
        #expect(!accepts(String(repeating: "{\"a\":", count: 65) + "1" + String(repeating: "}", count: 65)))
        #expect(!accepts(String(repeating: "[", count: 1_000_000)))
    }

    @Test func `levels are counted where they are, not how many there have been`() {
        #expect(accepts("[" + Array(repeating: "[[]]", count: 200).joined(separator: ",") + "]"))
    }

    @Test func `escapes become what they stand for`() throws {
        var scanner = try JSONScanner(Array(#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z""#.utf8))
        #expect(try scanner.string() == "a\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}z")
    }

    @Test func `every prefix of a message is refused without harm`() {
        let text = Array(#"{"method":"a.B","parameters":{"x":[1.5e3,"\u00e9",true,null,{}]},"more":true}"#.utf8)
        for length in 0..<text.count {
            #expect(!accepts(Array(text[..<length])), "\(length) bytes")
        }
        #expect(accepts(text))
    }
}
