// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// Files that `kmsync secret import` cannot take.
    struct ImportGroundTests {
        private static let secret = "hunter2-that-nobody-may-see"

        @Test(arguments: [
            ("kind: ConfigMap\nmetadata: {name: x}\ndata: {A: VALUE}\n", ":1: 'ConfigMap' 'x' is no Secret"),
            ("kind: Secret\nmetadata: [\n# VALUE", "The YAML is broken"),
            ("kind: Secret\nmetadata: {name: x}\ndata: {A: VALUE}\n", "'default/x/A' is no base64"),
            ("kind: Secret\nmetadata: {}\nstringData: {A: VALUE}\n", "'name' is missing"),
            ("- kind: Secret\n- VALUE\n", "This is no mapping"),
            ("{\"A\": \"VALUE\", \"B\": 1}", "The value of 'B' is no string"),
            ("{\"A\": \"VALUE\"", "correct the JSON"), ("A=VALUE\njust prose with VALUE\n", ":2: The line has no '='"),
            ("A=VALUE\nA=VALUE\n", "remove one of the two"), ("", "The file is empty"),
        ])
        func `what is no manifest is refused with its line and what to do, and nothing of it is imported`(
            _ text: String,
            _ reason: String
        ) throws {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                let file = try site.daemon.sandbox.write(bytes(text.replacing("VALUE", with: Self.secret)), to: "file")
                let message = try site.client.fails(65, "secret import hangzhou \(file)")
                #expect(message.contains(file) && message.contains(reason), "\(message)")
                #expect(message.contains("Nothing was imported."), "\(message)")
                #expect(!message.contains(Self.secret) && !site.daemon.log.contains(Self.secret))
                #expect(try site.client.json("secret list hangzhou").list.isEmpty)
            }
        }

        @Test func `bytes that are no text, a directory and a file that is not there are refused`() throws {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                let bytes = try site.daemon.sandbox.write(
                    (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 37 | 0x80) },
                    to: "b"
                )
                #expect(try site.client.fails(65, "secret import hangzhou \(bytes)").contains("is no UTF-8 text"))
                let directory = try site.client.fails(65, "secret import hangzhou \(site.daemon.sandbox.path)")
                #expect(directory.contains("Is a directory"), "\(directory)")
                let absent = try site.client.fails(65, "secret import hangzhou \(site.daemon.sandbox.path)/absent")
                #expect(absent.contains("No such file or directory"), "\(absent)")
                #expect(try site.client.json("secret list hangzhou").list.isEmpty)
            }
        }

        @Test func `one bad name refuses that secret alone, and says why`() throws {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                let text =
                    "kind: Secret\nmetadata: {name: x}\nstringData: {\"A B\": \(Self.secret), ok: \(Self.secret)}\n"
                let file = try site.daemon.sandbox.write(bytes(text), to: "file")
                let message = try site.client.fails(2, "secret import hangzhou \(file)")
                #expect(message.contains("default/x/A B") && !message.contains(Self.secret), "\(message)")
                #expect(try site.value("default/x/ok", at: "hangzhou") == bytes(Self.secret))
            }
        }
    }
}
