// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

extension RealPrograms {
    /// What it is all for: keys and secrets of a primary serve at its replicas.
    struct MainJobTests {
        private static let specs = [
            "aes_256", "rsa_2048", "rsa_3072", "rsa_4096", "ec_p256", "ec_p384", "ed25519", "hmac_sha_256",
        ]

        @Test func `keys of every spec and secrets reach three replicas`() throws {
            try Site.run(replicas: 3) { site in
                for spec in Self.specs {
                    let id = spec.replacing("_", with: "-")
                    try site.client("key create hangzhou --id \(id) --spec \(spec) --alias alias/\(id) --tag a=b")
                }
                let values: [String: [UInt8]] = [
                    "app/empty": [], "app/text": bytes("value"), "app/binary": Array(0...255),
                    "app/long": (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 7) },
                ]
                for (name, value) in values {
                    try site.client("secret create hangzhou \(name) --key aes-256", input: value)
                }
                try site.client("secret put hangzhou app/text --version second --stage Canary", input: bytes("canary"))
                try site.wait()
                #expect(try site.client.run("status").status == 0)
                let keys = try site.client.json("key list hangzhou").list.map { $0.without("instanceId") }
                let secrets = try site.client.json("secret list hangzhou").list.map { $0.without("instanceId") }
                #expect(keys.count == Self.specs.count && secrets.count == values.count)
                for replica in site.replicas {
                    #expect(try site.client.json("key list \(replica)").list.map { $0.without("instanceId") } == keys)
                    #expect(
                        try site.client.json("secret list \(replica)").list.map { $0.without("instanceId") } == secrets
                    )
                    for (name, value) in values { #expect(try site.value(name, at: replica) == value) }
                    #expect(try site.client("secret get \(replica) app/text --stage Canary") == bytes("canary"))
                }
                let rows = try site.client.json("resource list hangzhou").list
                #expect(rows.count == 3 * (keys.count + secrets.count))
                #expect(rows.allSatisfy { $0.status == "in_sync" && $0.failureCause == .null })
            }
        }

        @Test func `a replica decrypts what the primary encrypted, before and after a rotation`() throws {
            try Site.run(replicas: 2) { site in
                try site.client("key create hangzhou --id k --alias alias/k")
                let plaintext = bytes("to be kept")
                let before = try site.client("key encrypt hangzhou k --context a=b", input: plaintext)
                try site.client("key rotate hangzhou k")
                let after = try site.client("key encrypt hangzhou alias/k --context a=b", input: plaintext)
                try site.wait()
                for replica in site.replicas {
                    for ciphertext in [before, after] {
                        #expect(
                            try site.client("key decrypt \(replica) --context a=b", input: ciphertext) == plaintext
                        )
                        try site.client.fails(65, "key decrypt \(replica) --context a=c", input: ciphertext)
                    }
                    let there = try site.client("key encrypt \(replica) k", input: plaintext)
                    #expect(try site.client("key decrypt hangzhou", input: there) == plaintext)
                }
            }
        }

        @Test(arguments: [
            ("rsa_2048", "rsa_pss_sha_256"), ("rsa_2048", "rsa_pkcs1_sha_256"), ("rsa_3072", "rsa_pss_sha_256"),
            ("rsa_4096", "rsa_pss_sha_256"), ("rsa_4096", "rsa_pkcs1_sha_256"), ("ec_p256", "ecdsa_sha_256"),
            ("ec_p384", "ecdsa_sha_384"), ("ed25519", "ed25519"), ("hmac_sha_256", "hmac_sha_256"),
        ])
        func `what one side signed is genuine at the other, and to openssl`(_ spec: String, _ algorithm: String) throws
        {
            try Site.run(replicas: 1) { site in
                try site.client("key create hangzhou --id k --spec \(spec)")
                try site.wait()
                let sandbox = site.daemon.sandbox
                let message = bytes("to be signed")
                for (signer, verifier) in [("hangzhou", "beijing"), ("beijing", "hangzhou")] {
                    let signature = try site.client("key sign \(signer) k --algorithm \(algorithm)", input: message)
                    let file = try sandbox.write(signature, to: "signature")
                    let verify = "key verify \(verifier) k --algorithm \(algorithm) --signature \(file)"
                    try site.client(verify, input: message)
                    try site.client.fails(1, verify, input: bytes("to be sighed"))
                }
                guard spec != "hmac_sha_256" else { return }
                try sandbox.write(try site.client("key public beijing k"), to: "public")
                try sandbox.write(message, to: "message")
                let openssl = OpenSSL(sandbox)
                try openssl.verify(algorithm)
                try sandbox.write(bytes("to be sighed"), to: "message")
                #expect(throws: (any Error).self) { try openssl.verify(algorithm) }
            }
        }

        @Test(arguments: [
            ("rsa_2048", "RSA -pkeyopt rsa_keygen_bits:2048"), ("rsa_3072", "RSA -pkeyopt rsa_keygen_bits:3072"),
            ("rsa_4096", "RSA -pkeyopt rsa_keygen_bits:4096"), ("ec_p256", "EC -pkeyopt ec_paramgen_curve:P-256"),
            ("ec_p384", "EC -pkeyopt ec_paramgen_curve:P-384"), ("ed25519", "ED25519"),
        ])
        func `a key made by openssl serves at a replica`(_ spec: String, _ algorithm: String) throws {
            try Site.run(replicas: 1) { site in
                let openssl = OpenSSL(site.daemon.sandbox)
                try openssl.run("genpkey -algorithm \(algorithm) -out private")
                try openssl.run("pkey -in private -pubout -out public")
                let file = site.daemon.sandbox.file("private")
                try site.client("key import hangzhou \(file) --id k --spec \(spec)")
                try site.wait()
                let ours = try site.client("key public beijing k")
                let theirs = site.daemon.sandbox.read("public")
                #expect(Self.withoutBlanks(ours) == Self.withoutBlanks(theirs))
            }
        }

        @Test func `every kind of change reaches a replica`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("key create hangzhou --id k")
                try site.client("key create hangzhou --id doomed")
                let ciphertext = try site.client("key encrypt hangzhou k", input: bytes("x"))
                for name in ["one", "two", "three"] {
                    try site.client("secret create hangzhou \(name) --version v1", input: bytes("1"))
                }
                try site.wait()
                try site.client("key disable hangzhou k")
                try site.client("key delete hangzhou doomed --days 7")
                try site.client("secret put hangzhou one --version v2", input: bytes("2"))
                try site.client("secret stage hangzhou one ACSCurrent --to v1 --from v2")
                try site.client("secret update hangzhou one --tag a=b")
                try site.client("secret delete hangzhou two --force --confirm two")
                try site.client("secret delete hangzhou three --days 7")
                try site.wait()
                try site.client.fails(65, "key decrypt beijing", input: ciphertext)
                #expect(try site.client.json("key show beijing doomed").key.state == "pending_deletion")
                #expect(try site.value("one", at: "beijing") == bytes("1"))
                #expect(try site.client("secret get beijing one --stage ACSPrevious") == bytes("2"))
                #expect(try site.client.json("secret show beijing one").secret.tags == ["a": "b"])
                try site.client.fails(66, "secret get beijing two")
                #expect(try site.client.json("secret show beijing three").secret.state == "pending_deletion")
                try site.client("key enable hangzhou k")
                try site.client("key undelete hangzhou doomed")
                try site.client("secret restore hangzhou three")
                try site.client("secret create hangzhou two", input: bytes("again"))
                try site.wait()
                #expect(try site.client("key decrypt beijing", input: ciphertext) == bytes("x"))
                #expect(try site.value("two", at: "beijing") == bytes("again"))
                #expect(try site.client.json("secret show beijing three").secret.state == "active")
            }
        }

        private static func withoutBlanks(_ text: [UInt8]) -> [UInt8] { text.filter { $0 > 0x20 } }
    }
}
