// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SecretImport
import Testing

struct FileTests {
    @Test(arguments: ["", " \n\t\r\n", "\u{FEFF}", "# only a comment\n"])
    func `a file without content is refused`(_ text: String) throws {
        #expect(try refusal(text) == "file: The file is empty: there is nothing to import.")
    }

    @Test(arguments: [
        ([0x41, 0x3D, 0x00], "The file is no UTF-8 text"),
        ([0x41, 0x3D, 0xFF], "The file is no UTF-8 text"),
        ([0x7F, 0x45, 0x4C, 0x46, 0x80], "The file is no UTF-8 text"),
        ([0xFF, 0xFE, 0x41, 0x00], "The file is UTF-16"),
        ([0xFE, 0xFF, 0x00, 0x41], "The file is UTF-16"),
    ])
    func `a file that is no text is refused`(_ bytes: [UInt8], _ expected: String) throws {
        #expect(try refusal(bytes).contains(expected))
    }

    @Test func `a file of 16 MiB is read, one byte more is refused`() throws {
        var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: SecretImport.maximumFileSize)
        bytes.replaceSubrange(..<5, with: "A=1\n#".utf8)
        #expect(try SecretImport.parse(bytes, fileName: "file").map(\.name) == ["A"])
        bytes.append(UInt8(ascii: "x"))
        #expect(try refusal(bytes).contains("The file is over 16 MiB"))
    }

    @Test func `the name of the file stands in front, and cannot forge a line`() throws {
        #expect(try refusal(Array("x".utf8), fileName: "a\nb/c.env").hasPrefix("a\\u{a}b/c.env:1: The line has no '='"))
    }

    @Test func `a value shows in no description, dump or interpolation`() throws {
        let secret = try #require(try SecretImport.parse(Array("NAME=hunter2".utf8), fileName: "file").first)
        var dumped = ""
        dump(secret, to: &dumped)
        let texts = ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"]
        for text in texts {
            #expect(text.contains("NAME"))
            #expect(!text.contains("hunter2") && !text.contains("104") && !text.contains("117"))
        }
    }
}
