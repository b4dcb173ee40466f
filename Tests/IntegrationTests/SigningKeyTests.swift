// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// Keys that sign or authenticate, and those among them that take long to make.
    struct SigningKeyTests {
        @Test(arguments: ["rsa_3072", "rsa_4096", "ec_p384", "hmac_sha_256"])
        func `a replica verifies what was signed before and after a rotation`(spec: String) throws {
            try Site.run(replicas: 1) { site in
                try site.client("key create hangzhou --id k --spec \(spec)")
                let message = bytes("to be signed")
                let before = try site.daemon.sandbox.write(
                    try site.client("key sign hangzhou k", input: message),
                    to: "before"
                )
                try site.client("key rotate hangzhou k")
                let after = try site.daemon.sandbox.write(
                    try site.client("key sign hangzhou k", input: message),
                    to: "after"
                )
                try site.wait()
                let key = try site.client.json("key show beijing k").key
                #expect(key.spec == .text(spec) && key.versions.list.count == 2 && key.primaryVersionId == "v2")
                for signature in [before, after] {
                    try site.client("key verify beijing k --signature \(signature)", input: message)
                    try site.client.fails(
                        1,
                        "key verify beijing k --signature \(signature)",
                        input: bytes("to be sighed")
                    )
                }
                try site.client.fails(65, "key encrypt hangzhou k", input: message)
                if spec == "hmac_sha_256" { try site.client.fails(65, "key public hangzhou k") }
            }
        }

        @Test func `the code of an imported key is that of openssl, at the primary and at a replica`() throws {
            try Site.run(replicas: 1) { site in
                let sandbox = site.daemon.sandbox
                let raw = (0..<48).map { UInt8($0 * 5) }
                let file = try sandbox.write(raw, to: "raw")
                let text = try sandbox.write(bytes(Data(raw).base64EncodedString()), to: "text")
                try site.client("key import hangzhou \(file) --id k --spec hmac_sha_256")
                try site.client("key import hangzhou \(text) --base64 --id same --spec hmac_sha_256")
                try site.wait()
                let message = bytes("to be authenticated")
                try sandbox.write(message, to: "message")
                let hexadecimal = raw.map { String(format: "%02x", $0) }.joined()
                let options = "-sha256 -mac HMAC -macopt hexkey:\(hexadecimal) -binary -out code"
                try OpenSSL(sandbox).run("dgst \(options) message")
                let code = sandbox.read("code")
                #expect(code.count == 32)
                for key in ["hangzhou k", "hangzhou same", "beijing k", "beijing same"] {
                    #expect(try site.client("key sign \(key)", input: message) == code)
                }
            }
        }

        @Test func `calls of one connection take effect in order, also where one makes a key that takes long`() throws {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                let connection = try ControlConnection(site.daemon.socket)
                let key: JSON = ["instanceId": "hangzhou", "keyId": "k"]
                try connection.send(
                    "Keys.CreateKey",
                    ["instanceId": "hangzhou", "keyId": "k", "spec": "rsa_3072"]
                )
                for method in ["RotateKey", "DisableKey", "EnableKey", "RotateKey", "DisableKey"] {
                    try connection.send("Keys.\(method)", key)
                }
                let states = try (0..<6).map { _ in
                    let answer = try connection.receive()
                    #expect(answer.error == nil, "\(answer)")
                    let key = answer.body.key
                    return "\(key.versions.list.count) \(key.state.text ?? "")"
                }
                #expect(
                    states == ["1 enabled", "2 enabled", "2 disabled", "2 enabled", "3 enabled", "3 disabled"]
                )
            }
        }

        @Test func `a daemon that is stopped while a key is made ends in time, and the key is whole or absent`() throws
        {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                let connection = try ControlConnection(site.daemon.socket)
                for number in 1...3 {
                    let key: JSON = ["instanceId": "hangzhou", "keyId": .text("k\(number)"), "spec": "rsa_4096"]
                    try connection.send("Keys.CreateKey", key)
                }
                try connection.flush()
                try site.daemon.restart()
                for key in try site.client.json("key list hangzhou").list {
                    try site.client("key sign hangzhou \(key.keyId.text ?? "")", input: bytes("x"))
                }
            }
        }
    }
}
