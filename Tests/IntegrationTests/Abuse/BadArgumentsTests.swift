// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

extension RealPrograms {
    /// What people and scripts get wrong, through `kmsync`: one clear sentence, the status of the contract, no value.
    struct BadArgumentsTests {
        private static let long = String(repeating: "a", count: 300)
        private static let value = "hunter2-is-the-value"

        private static let cases: [(Int32, String)] = [
            (66, "instance show nowhere"), (65, "instance show ../x"), (65, "instance show \u{1b}[2J"),
            (65, "instance show a\nb"), (65, "instance show \(long)"), (65, "instance create .. --region r"),
            (65, "instance create x --region \u{7}"), (64, "instance create x"),
            (64, "instance create x --region r --key-quota many"), (65, "instance create x --region r --key-quota=-1"),
            (64, "instance create x --region r --key-quota 9223372036854775808"),
            (65, "instance create hangzhou --region r"),
            (65, "key create hangzhou --spec des"), (65, "key create hangzhou --alias orders"),
            (65, "key create hangzhou --id A"), (65, "key create hangzhou --tag \u{1b}=x"),
            (64, "key create hangzhou --tag x"),
            (66, "key show hangzhou nothing"), (65, "key show hangzhou ../../etc/passwd"),
            (66, "key rotate hangzhou nothing"),
            (65, "secret create hangzhou ../x"), (65, "secret create hangzhou a//b"),
            (65, "secret create hangzhou \u{202e}a"),
            (65, "secret put hangzhou \(long)"), (66, "secret put hangzhou nothing"),
            (66, "secret get hangzhou nothing"),
            (65, "secret get hangzhou s --stage \u{1b}[2J"), (66, "secret get hangzhou s --version nothing"),
            (65, "secret create beijing x"), (3, "secret delete hangzhou s --force"),
            (65, "secret delete hangzhou s --days 6"),
            (64, "secret delete hangzhou s --days x"), (66, "replica show hangzhou nowhere"),
            (65, "replica add hangzhou hangzhou --type all"), (64, "replica add hangzhou beijing --type some"),
            (65, "replica pause hangzhou beijing --reason \u{1b}[2J"),
            (64, "replica pause hangzhou beijing --reason r --for soon"),
            (65, "resource list hangzhou --status fine"), (65, "resource list hangzhou --cause bad_luck"),
            (65, "resource add hangzhou secret/nothing --replica beijing"), (64, "wait hangzhou --timeout never"),
            (66, "fault set nowhere --outage"), (65, "fault set beijing --loss 2"), (64, "fault set beijing --loss x"),
            (65, "log-level loud"), (64, "nonsense"), (64, "secret get"), (64, "--nonsense"),
        ]

        @Test func `each mistake has one sentence and its status, and shows neither values nor control characters`()
            throws
        {
            try Site.run(replicas: 1) { site in
                try site.client("secret create hangzhou s", input: bytes("x"))
                for (status, words) in Self.cases {
                    let outcome = try site.client.run(words, input: bytes(Self.value))
                    #expect(outcome.status == status, "kmsync \(words.debugDescription): \(outcome)")
                    let message = outcome.messages
                    #expect(!message.isEmpty && outcome.output.isEmpty, "kmsync \(words.debugDescription): \(outcome)")
                    #expect(
                        message.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A },
                        "kmsync \(words.debugDescription): \(message.debugDescription)"
                    )
                    #expect(!message.contains("\u{202e}"), "kmsync \(words.debugDescription)")
                    #expect(!message.contains(Self.value), "kmsync \(words.debugDescription): \(message)")
                    #expect(message.utf8.count < 1_500, "kmsync \(words.prefix(80)): \(message.utf8.count) bytes")
                    if status != 64 {
                        #expect(message.split(separator: "\n").count == 1 || status == 65, "\(message)")
                    }
                }
            }
        }

        @Test func `a value that is too long, or of the wrong kind, is refused without showing it`() throws {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                try site.client("key create hangzhou --id k")
                let tooLong = try site.daemon.sandbox.write([UInt8](repeating: 0x41, count: 65_537), to: "long")
                let message = try site.client.fails(65, "secret create hangzhou s --file \(tooLong)")
                #expect(message.contains("65536") && !message.contains("AAAA"), "\(message)")
                #expect(
                    try site.client.fails(65, "secret create hangzhou s --file /nonexistent").contains("/nonexistent")
                )
                #expect(try site.client.fails(65, "secret create hangzhou s --file /etc").contains("/etc"))
                try site.client.fails(65, "key decrypt hangzhou", input: bytes(Self.value))
                try site.client.fails(65, "key decrypt hangzhou --base64", input: bytes("!!!" + Self.value))
                try site.client.fails(65, "key import hangzhou \(tooLong) --spec aes_256")
                #expect(!site.daemon.log.contains(Self.value))
            }
        }
    }
}
