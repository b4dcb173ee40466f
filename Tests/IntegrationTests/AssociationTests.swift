// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

extension RealPrograms {
    /// Associating, selecting and disassociating.
    struct AssociationTests {
        @Test func `every rule that an association would break is told at once`() throws {
            try Site.run { site in
                try site.client("instance create hangzhou --region cn-hangzhou --zone cn --account acme")
                try site.client(
                    "instance create paris --region cn-hangzhou --zone intl --account umbrella --key-quota 5 --secret-quota 6"
                )
                try site.client("key create paris --id own")
                let check = try site.client.run("replica check hangzhou paris --json")
                #expect(check.status == 1)
                let codes = try JSON(parsing: check.output).violations.list.compactMap(\.code.text)
                #expect(
                    codes.sorted() == [
                        "account_mismatch", "cross_border_forbidden", "quota_below_primary", "quota_below_primary",
                        "replica_not_empty", "same_region",
                    ]
                )
                let message = try site.client.fails(65, "replica add hangzhou paris --type all")
                for code in codes { #expect(message.contains(code), "\(message)") }
                #expect(try site.client.json("replica list hangzhou") == [])
                #expect(try site.client.json("instance show hangzhou").instance.role == "standalone")
                try site.client.fails(66, "replica check hangzhou nowhere")
            }
        }

        @Test func `an instance has one role and a primary at most three replicas`() throws {
            try Site.run(replicas: 3) { site in
                try site.client("instance create chengdu --region region-chengdu")
                #expect(try Self.refusal("hangzhou chengdu", site).contains("replica_limit_reached"))
                #expect(try Self.refusal("chengdu beijing", site).contains("role_conflict"))
                #expect(try Self.refusal("beijing chengdu", site).contains("role_conflict"))
                #expect(try Self.refusal("chengdu hangzhou", site).contains("role_conflict"))
                let again = try site.client.json("replica add hangzhou beijing --type all").association
                #expect(again.epoch == 1)
            }
        }

        @Test func `a selection brings the keys that its secrets need and grows only`() throws {
            try Site.run { empty in
                let site = Site(daemon: empty.daemon, client: empty.client, replicas: ["beijing"])
                try site.createInstances()
                for key in ["one", "two", "three"] {
                    try site.client("key create hangzhou --id \(key)")
                    try site.client("secret create hangzhou under/\(key) --key \(key)", input: bytes(key))
                }
                try site.client("replica add hangzhou beijing --type selected --resource secret/under/one")
                try site.wait()
                #expect(try Self.held("beijing", site) == ["key/one", "secret/under/one"])
                let grown = try site.client.json("resource add hangzhou secret/under/two")
                #expect(grown.added == ["secret/under/two"] && grown.dependencies == ["key/two"])
                try site.wait()
                #expect(
                    try Self.held("beijing", site) == ["key/one", "key/two", "secret/under/one", "secret/under/two"]
                )
                #expect(try site.value("under/two", at: "beijing") == bytes("two"))
                try site.client.fails(66, "resource add hangzhou key/three key/nowhere")
                #expect(try Self.held("beijing", site).count == 4, "All or nothing.")
                try site.client("replica add hangzhou beijing --type selected --resource key/three")
                try site.wait()
                #expect(try Self.held("beijing", site).contains("key/three"))
                #expect(try site.client.json("resource add hangzhou --all").addedCount != .null)
                try site.wait()
                #expect(try Self.held("beijing", site).count == 6)
                let smaller = try site.client.fails(
                    65,
                    "replica add hangzhou beijing --type selected --resource key/one"
                )
                #expect(smaller.contains("selection_is_grow_only"))
                try site.client("secret create hangzhou future", input: bytes("f"))
                try site.wait()
                #expect(try site.value("future", at: "beijing") == bytes("f"))
            }
        }

        @Test func `a replica changes nothing of its own and cannot be released`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("key create hangzhou --id k")
                try site.client("secret create hangzhou s --version v1", input: bytes("1"))
                try site.wait()
                try Self.refusesChanges("beijing", site)
                for id in ["beijing", "hangzhou"] {
                    try site.client.fails(65, "instance release \(id) --confirm \(id)")
                }
            }
        }

        @Test func `a replica named in place of its primary is refused, not told to be in sync`() throws {
            try Site.run(replicas: 1) { site in
                for command in [
                    "wait beijing", "resource list beijing", "resource retry beijing",
                    "resource explain beijing hangzhou key/k",
                ] {
                    let refusal = try site.client.fails(65, command)
                    #expect(refusal.contains("hangzhou"), "\(refusal)")
                }
                try site.client.fails(66, "resource retry hangzhou secret/nowhere")
                try site.client("instance create lonely --region r")
                let alone = try site.client.fails(65, "resource add lonely secret/x")
                #expect(alone.contains("no replicas"), "\(alone)")
            }
        }

        @Test func `a disassociated replica stays as it is, for good`() throws {
            try Site.run(replicas: 2) { site in
                try site.client("key create hangzhou --id k")
                try site.client("secret create hangzhou s --version v1 --key k", input: bytes("kept"))
                let ciphertext = try site.client("key encrypt hangzhou k", input: bytes("x"))
                try site.wait()
                try site.client.fails(3, "replica remove hangzhou beijing")
                try site.client("replica remove hangzhou beijing --dry-run")
                #expect(try site.describe("beijing").state == "active")
                let removed = try site.client.json("replica remove hangzhou beijing --confirm beijing")
                #expect(removed.association.state == "disassociated" && removed.behindCount == 0)
                try site.client("secret put hangzhou s", input: bytes("later"))
                try site.client("secret create hangzhou afterwards", input: bytes("new"))
                try site.wait()
                #expect(try site.value("s", at: "shanghai") == bytes("later"))
                let kept = try site.client("resource list hangzhou --replica beijing --no-legend")
                #expect(!String(decoding: kept, as: UTF8.self).contains("afterwards"), "It never was there.")
                #expect(try site.describe("beijing").counts.detached == 2)
                for _ in 1...2 {
                    #expect(try site.client.json("instance show beijing").instance.role == "frozen")
                    #expect(try site.value("s", at: "beijing") == bytes("kept"))
                    #expect(try site.client("key decrypt beijing", input: ciphertext) == bytes("x"))
                    try Self.refusesChanges("beijing", site)
                    #expect(try Self.refusal("hangzhou beijing", site).contains("reassociation_forbidden"))
                    #expect(try site.row("secret/s", at: "beijing").status == "detached")
                    try site.daemon.restart()
                }
                try site.client("instance create chengdu --region region-chengdu")
                #expect(try Self.refusal("chengdu beijing", site).contains("instance_frozen"))
                try site.client.fails(3, "instance release beijing")
                try site.client("instance release beijing --confirm beijing")
                try site.client.fails(66, "instance show beijing")
            }
        }

        private static func refusal(_ pair: String, _ site: Site) throws -> String {
            try site.client.fails(65, "replica add \(pair) --type all")
        }

        private static func held(_ instance: String, _ site: Site) throws -> [String] {
            let keys = try site.client.json("key list \(instance)").list.compactMap {
                $0.keyId.text.map { "key/\($0)" }
            }
            let secrets = try site.client.json("secret list \(instance)").list
            return keys + secrets.compactMap { $0.name.text.map { "secret/\($0)" } }
        }

        /// Every verb that changes a key `k` or a secret `s` with a version `v1`.
        private static func refusesChanges(_ instance: String, _ site: Site) throws {
            let before = [
                try site.client("key list \(instance) --json"), try site.client("secret list \(instance) --json"),
            ]
            let file = try site.daemon.sandbox.write([UInt8](repeating: 7, count: 32), to: "material")
            for verb in [
                "key create \(instance)", "key import \(instance) \(file) --spec aes_256", "key rotate \(instance) k",
                "key disable \(instance) k", "key enable \(instance) k", "key update \(instance) k --tag a=b",
                "key delete \(instance) k", "key undelete \(instance) k", "secret create \(instance) new",
                "secret put \(instance) s", "secret update \(instance) s --tag a=b",
                "secret stage \(instance) s Other --to v1", "secret delete \(instance) s",
                "secret delete \(instance) s --force --confirm s", "secret restore \(instance) s",
            ] {
                let message = try site.client.fails(65, verb)
                #expect(message.contains("read-only"), "\(verb): \(message)")
            }
            let after = [
                try site.client("key list \(instance) --json"), try site.client("secret list \(instance) --json"),
            ]
            #expect(before == after)
        }
    }
}
