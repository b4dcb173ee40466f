// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

extension RealPrograms {
    /// `kmsync resource explain` on a daemon that is brought into each of the main states.
    struct ExplainTests {
        /// Waits are long, so that what is read is what was waited for.
        private static let patient = """
            replication:
              breakerFailures: 1
              breakerBaseSeconds: 300
              connectTimeoutSeconds: 0.3
              requestTimeoutSeconds: 0.3
              heartbeatSeconds: 0.2
              unknownAfterSeconds: 1
            """

        @Test func `what is in sync is told so, with what happened to it`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("key create hangzhou --id k")
                try site.client("key rotate hangzhou k")
                try site.wait()
                let explained = try Self.explain("key/k", site)
                #expect(explained.resource.status == "in_sync" && explained.resource.revision == 2)
                #expect(
                    explained.explanation == """
                        beijing confirmed revision 2 of key/k, and holds what hangzhou holds of it. \
                        The next change is sent as soon as it is made.
                        """
                )
                let events = explained.timeline.list.compactMap(\.event.text)
                for event in ["association_created", "resource_created", "resource_changed", "replica_confirmed"] {
                    #expect(events.contains(event), "\(events)")
                }
                let times = explained.timeline.list.compactMap(\.at.text)
                #expect(times == times.sorted() && times.count == events.count)
                let screen = String(decoding: try site.client("resource explain hangzhou beijing key/k"), as: UTF8.self)
                #expect(screen.hasPrefix("key/k at beijing: in_sync\nbeijing confirmed revision 2"))
                #expect(screen.contains("key/k was created"))
            }
        }

        @Test func `an outage is told with its cause and the next attempt, first as doubt, then as delay`() throws {
            try Site.run(replicas: 1, configuration: Self.patient) { site in
                try site.client("secret create hangzhou old", input: bytes("value that nobody may read"))
                try site.wait()
                try site.client("fault set beijing --outage")
                try site.client("secret create hangzhou new", input: bytes("another value"))
                try site.eventually("beijing backs off and is silent") {
                    try site.describe("beijing").connection == "backing_off"
                        && site.row("secret/old", at: "beijing").status == "unknown"
                }
                let old = try Self.explain("secret/old", site)
                #expect(old.resource.status == "unknown")
                Self.expect(
                    old,
                    "beijing confirmed revision 1 of secret/old; whether it still holds that is not known",
                    "Attempts at beijing are suspended: no connection to the replica",
                    "beijing is tried again on"
                )
                let new = try Self.explain("secret/new", site)
                #expect(new.resource.status == "pending" && new.resource.waitingFor == "replica_backing_off")
                Self.expect(new, "beijing has not confirmed revision 1 of secret/new", "beijing is tried again on")
                #expect(new.timeline.list.contains { $0.code == "replica_unreachable" })
            }
        }

        @Test func `a pause is told with its reason and its end`() throws {
            try Site.run(replicas: 1) { site in
                try site.wait()
                try site.client("replica pause hangzhou beijing --reason maintenance")
                try site.client("secret create hangzhou s", input: bytes("held"))
                let held = try Self.explain("secret/s", site)
                #expect(held.resource.status == "pending" && held.resource.waitingFor == "paused")
                Self.expect(
                    held,
                    "beijing has not confirmed revision 1 of secret/s",
                    "Everything for beijing is held by an operator (maintenance).",
                    "`kmsync replica resume hangzhou beijing` ends the pause."
                )
                try site.client("replica pause hangzhou beijing --reason longer --for 2h")
                Self.expect(try Self.explain("secret/s", site), "(longer)", "The pause ends on")
            }
        }

        @Test func `a throttle is told with the time of the next request`() throws {
            try Site.run(replicas: 1) { site in
                try site.wait()
                try site.client("fault set beijing --rate 0.1")
                for number in 1...2 { try site.client("secret create hangzhou s\(number)", input: bytes("v")) }
                var waiting: String?
                try site.eventually("a change waits for the throttle") {
                    waiting = try site.client.json("resource list hangzhou").list
                        .first { $0.waitingFor == "rate_limited" }?.resourceId.text
                    return waiting != nil
                }
                let explained = try Self.explain(try #require(waiting), site)
                Self.expect(explained, "beijing asked for fewer requests; the next one goes on")
            }
        }

        @Test func `a failure of one resource is told with its remedy, and that of a key with its secrets`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("instance quota beijing --key-quota 0")
                try site.client("key create hangzhou --id k")
                try site.client("secret create hangzhou s --key k", input: bytes("v"))
                try site.eventually("both fail") {
                    try site.row("key/k", at: "beijing").status == "failed"
                        && site.row("secret/s", at: "beijing").status == "failed"
                }
                Self.expect(
                    try Self.explain("key/k", site),
                    "beijing did not confirm revision 1 of key/k: the replica's key quota is used up",
                    "What to do: raise the replica's key quota; it is then tried again by itself."
                )
                Self.expect(
                    try Self.explain("secret/s", site),
                    "beijing did not confirm revision 1 of secret/s: the key that protects this secret is not at the replica",
                    "key/k itself failed there: the replica's key quota is used up",
                    "It is tried again as soon as the key has arrived"
                )
                try site.client("instance quota beijing --key-quota 5")
                try site.wait()
                Self.expect(try Self.explain("secret/s", site), "beijing confirmed revision 1 of secret/s")
            }
        }

        @Test func `a disassociation that waits says for what and when it is tried again, everywhere`() throws {
            try Site.run(replicas: 1, configuration: "replication: {retryBaseSeconds: 300}") { site in
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.wait()
                try site.client("fault set beijing --outage")
                try site.client("replica remove hangzhou beijing --confirm beijing")
                let ending = try site.describe("beijing")
                #expect(ending.state == "disassociating" && ending.connection == "backing_off")
                #expect(ending.failureCause.code == "replica_unreachable" && ending.failureCause.attempts == 1)
                #expect(ending.failureCause.nextAttemptAt != .null)
                let screen = try site.client.run("status").text
                #expect(screen.contains("Next attempt in"), "\(screen)")
                Self.expect(
                    try Self.explain("secret/s", site),
                    "The association is being ended: nothing is sent to beijing any more.",
                    "The newest try failed: no connection to the replica",
                    "It is asked again on"
                )
                try site.client("fault clear")
                try site.client("resource retry hangzhou --replica beijing")
                try site.eventually("beijing is frozen") { try site.describe("beijing").state == "disassociated" }
                try site.client("secret create hangzhou later", input: bytes("v"))
                let over = try Self.explain("secret/s", site)
                #expect(over.resource.status == "detached")
                Self.expect(over, "beijing was disassociated from hangzhou on", "it keeps, frozen")
                Self.expect(
                    try site.client.fails(66, "resource explain hangzhou beijing secret/later"),
                    "it never was there"
                )
            }
        }

        @Test func `what is not synchronized says why`() throws {
            try Site.run { empty in
                let site = Site(daemon: empty.daemon, client: empty.client, replicas: ["beijing"])
                try site.createInstances()
                for name in ["one", "two"] { try site.client("secret create hangzhou \(name)", input: bytes(name)) }
                try site.client("replica add hangzhou beijing --type selected --resource secret/one")
                try site.wait()
                Self.expect(
                    try site.client.fails(66, "resource explain hangzhou beijing secret/two"),
                    "secret/two is not one of them",
                    "`kmsync resource add hangzhou secret/two --replica beijing`"
                )
                try site.client("secret delete hangzhou one --force --confirm one")
                try site.wait()
                Self.expect(
                    try site.client.fails(66, "resource explain hangzhou beijing secret/one"),
                    "secret/one was deleted at hangzhou",
                    "beijing confirmed the deletion"
                )
                try site.client.fails(66, "resource explain hangzhou beijing secret/nowhere")
                try site.client.fails(66, "resource explain hangzhou shanghai secret/one")
                try site.client.fails(66, "resource explain nowhere beijing secret/one")
                try site.client.fails(65, "resource explain hangzhou beijing one")
            }
        }

        private static func explain(_ resource: String, _ site: Site) throws -> JSON {
            try site.client.json("resource explain hangzhou beijing \(resource)")
        }

        private static func expect(
            _ explained: JSON,
            _ words: String...,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let text = explained.explanation.text ?? ""
            for part in words { #expect(text.contains(part), "\(text)", sourceLocation: sourceLocation) }
        }

        private static func expect(
            _ text: String,
            _ words: String...,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            for part in words { #expect(text.contains(part), "\(text)", sourceLocation: sourceLocation) }
        }
    }
}
