// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// `kill -9` while two files are to agree, which no commit covers.
    struct PairRoundsTests {
        /// An answer that came before the strike: nil is that none came.
        private typealias Answer = ControlConnection.Answer

        private let seed = Surroundings.number("KMSYNC_SEED") ?? UInt64.random(in: 1...999_999)
        private let rounds = Int(Surroundings.number("KMSYNC_PAIR_ROUNDS") ?? 6)

        @Test func `a pair that is struck while it is made or ended is one thing or the other`() throws {
            print("PairRounds: KMSYNC_SEED=\(seed), \(rounds) rounds")
            var generator = SeededGenerator(seed: seed)
            var answers = 0
            try Site.run { site in
                for round in 1...rounds {
                    try site.round(round, of: "PairRounds", seed: seed) {
                        let pair = try Pair(site, round)
                        let all: [String: JSON] = ["synchronizationType": "all_resources"]
                        let made = try pair.strike("AssociateReplica", all, &generator)
                        try checkMade(pair, wasAcknowledged: made?.error == nil && made != nil)
                        let confirmed: [String: JSON] = ["confirm": pair.id(pair.replica)]
                        let ended = try pair.strike("DisassociateReplica", confirmed, &generator)
                        try checkEnded(pair, wasAcknowledged: ended?.error == nil && ended != nil)
                        answers += (made == nil ? 0 : 1) + (ended == nil ? 0 : 1)
                    }
                }
            }
            print("PairRounds: \(answers) of \(2 * rounds) calls were answered before the strike")
        }

        private func checkMade(_ pair: Pair, wasAcknowledged: Bool) throws {
            let isListed = try !pair.site.client.json("replica list \(pair.primary)").list.isEmpty
            try #require(isListed || !wasAcknowledged, "seed \(seed): an association that was acknowledged is gone")
            if !isListed { try #require(pair.instance(pair.replica).role == "standalone", "seed \(seed)") }
            // Repeating it is what a caller does that has no answer.
            try pair.site.client("replica add \(pair.primary) \(pair.replica) --type all")
            try pair.site.client("wait \(pair.primary)")
            try #require(pair.instance(pair.replica).role == "replica", "seed \(seed)")
            try #require(pair.instance(pair.replica).primaryInstanceId == pair.id(pair.primary), "seed \(seed)")
            try pair.expectEqual("seed \(seed), associated")
        }

        private func checkEnded(_ pair: Pair, wasAcknowledged: Bool) throws {
            let state = try pair.describe().state
            try #require(
                state != "active" || !wasAcknowledged,
                "seed \(seed): a disassociation that was acknowledged is gone"
            )
            if state == "active" {
                try pair.site.client("replica remove \(pair.primary) \(pair.replica) --confirm \(pair.replica)")
            }
            try pair.site.eventually("\(pair.replica) is frozen") { try pair.describe().state == "disassociated" }
            try #require(pair.instance(pair.replica).role == "frozen", "seed \(seed)")
            try pair.expectEqual("seed \(seed), disassociated")
            try pair.site.client.fails(65, "replica add \(pair.primary) \(pair.replica) --type all")
        }

        /// A primary with some secrets and the instance that is to follow it.
        private struct Pair {
            let site: Site
            let primary: String
            let replica: String

            init(_ site: Site, _ round: Int) throws {
                self.site = site
                primary = "primary-\(round)"
                replica = "replica-\(round)"
                for id in [primary, replica] { try site.client("instance create \(id) --region region-\(id)") }
                for name in 1...3 { try site.client("secret create \(primary) s\(name)", input: bytes("\(name)")) }
            }

            func id(_ instance: String) -> JSON { .text(instance) }

            func instance(_ instance: String) throws -> JSON {
                try site.client.json("instance show \(instance)").instance
            }

            func describe() throws -> JSON { try site.client.json("replica show \(primary) \(replica)").replica }

            func expectEqual(_ what: String) throws {
                let connection = try ControlConnection(site.daemon.socket)
                let content = try Content(of: primary, over: connection)
                let difference = content.difference(of: try Content(of: replica, over: connection))
                try #require(difference == nil, "\(what): \(difference ?? "")")
            }

            /// Calls, strikes within 40 ms, starts again; gives the answer if one came.
            func strike(
                _ method: String,
                _ parameters: [String: JSON],
                _ generator: inout SeededGenerator
            ) throws -> Answer? {
                let process = try #require(site.daemon.id)
                let connection = try ControlConnection(site.daemon.socket)
                let names: [String: JSON] = ["primaryInstanceId": id(primary), "replicaInstanceId": id(replica)]
                try connection.send("Synchronization.\(method)", .object(parameters.merging(names) { $1 }))
                try connection.flush()
                Blow.strike(process, after: .microseconds(Int.random(in: 0...40_000, using: &generator)))
                let answer = try? connection.receive()
                try site.daemon.strike()
                try site.daemon.start()
                return answer
            }
        }
    }
}
