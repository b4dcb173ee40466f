// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

struct JSONTests {
    @Test func `an object of strings gives its names and values in order`() throws {
        let text = """
            \u{FEFF}
            { "b": "1", "a/b" : "", "c":"x=y: z" }\r

            """
        #expect(try parsed(text) == ["b=1", "a/b=", "c=x=y: z"])
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\ud83d\uDE00""#, "😀"),
        (#""\u0000""#, "\0"),
        (#""é€😀""#, "é€😀"),
    ])
    func `escapes are read`(_ json: String, _ expected: String) throws {
        #expect(try parsed("{\"a\":\(json)}") == ["a=\(expected)"])
    }

    @Test(arguments: [
        ("{\"a\":\n{\"b\":\"hunter2\"}}", "file:2: The value of 'a' is an object: write it as one string"),
        ("{\"a\":[\"hunter2\"]}", "file:1: The value of 'a' is an array"),
        ("{\"a\":12}", "file:1: The value of 'a' is no string: put the number in double quotes"),
        ("{\"a\":-1}", "put the number in double quotes"),
        ("{\"a\":true}", "put true or false in double quotes"),
        ("{\"a\":null}", "The value of 'a' is null"),
        ("{\n\"a\":\"hunter2\",\n\"b\":\"1\",\n\"a\":\"2\"}", "'a' is already set in line 2 and again in line 4"),
        ("[\"hunter2\"]", "file:1: The file is a JSON array"),
        ("{}", "file: The file holds no secret"),
        ("{\"a\":\"hunter2\"", "After the value of 'a' there must be ',' or '}'"),
        ("{\"a\":\"hunter2\",}", "There must be a name in double quotes"),
        ("{\"a\":\"hunter2\"} x", "Something follows the JSON object"),
        ("{\"a\" \"hunter2\"}", "After the name 'a' there must be ':'"),
        ("{\"a\":hunter2}", "After 'a' comes no JSON value"),
        ("{\"a\":}", "After 'a' comes no JSON value"),
        ("{\"a\":", "After 'a' comes no JSON value"),
        ("{a: hunter2}", "There must be a name in double quotes"),
        ("{", "There must be a name in double quotes"),
        ("{\"a\":\"hunter2", "A string does not end"),
        ("{\"a\":\"hunter2\n\"}", "file:1: A string holds a bare control character"),
        (#"{"a":"hunter2\x"}"#, "A string has an escape that JSON does not know"),
        (#"{"a":"hunter2\u12"}"#, "A string has a \\u without four hexadecimal digits"),
        (#"{"a":"hunter2\ud83d"}"#, "A string has half a surrogate pair"),
        (#"{"a":"hunter2\ud83d\u0041"}"#, "A string has half a surrogate pair"),
        (#"{"a":"hunter2\ude00"}"#, "A string has half a surrogate pair"),
    ])
    func `what is wrong is named with its line`(_ text: String, _ expected: String) throws {
        let message = try refusal(text)
        #expect(message.contains(expected))
    }

    @Test func `a hostile name can neither forge a line of a message nor flood it`() throws {
        let message = try refusal(#"{"a\n\u001b[31m\u202e"# + String(repeating: "x", count: 1_000) + #"":1}"#)
        #expect(message.contains(#"'a\u{a}\u{1b}[31m\u{202e}xxx"#))
        #expect(message.contains("…'"))
        #expect(message.utf8.count < 300)
    }

    @Test func `a hundred thousand opening brackets are refused, not recursed into`() throws {
        let message = try refusal("{\"a\":" + String(repeating: "[", count: 100_000))
        #expect(message.contains("The value of 'a' is an array"))
    }
}
