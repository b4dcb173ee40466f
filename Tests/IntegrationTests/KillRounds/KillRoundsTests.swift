// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Synchronization
import Testing

extension RealPrograms {
    /// `kill -9` at random moments under load; `KMSYNC_SEED` repeats a run, `KMSYNC_KILL_ROUNDS` makes it longer.
    struct KillRoundsTests {
        private static let connections = 4
        /// Between one strike and the next so many changes are acknowledged at most.
        private static let mostAcknowledgements = 400
        /// After every so many rounds the replicas are compared.
        private static let roundsBetweenComparisons = 5

        private let seed = Surroundings.number("KMSYNC_SEED") ?? UInt64.random(in: 1...999_999)
        private let rounds = Int(Surroundings.number("KMSYNC_KILL_ROUNDS") ?? 20)

        @Test func `no acknowledged change is lost and every replica becomes equal`() throws {
            print("KillRounds: KMSYNC_SEED=\(seed), \(rounds) rounds")
            var generator = SeededGenerator(seed: seed)
            var proofs = KeyProofs()
            var acknowledged = 0
            var unanswered = 0
            var taken = 0
            try Site.run(replicas: 3) { site in
                let load = (0..<Self.connections).map { LoadConnection(prefix: "w\($0)", seed: generator.next()) }
                for round in 1...rounds {
                    try setLatencies(site, &generator)
                    acknowledged += try strike(site, load, &generator)
                    unanswered += load.reduce(0) { $0 + $1.unanswered.count }
                    if Bool.random(using: &generator) {
                        let delay = Duration.milliseconds(Int.random(in: 0...100, using: &generator))
                        try site.daemon.strikeWhileStarting(after: delay)
                    }
                    try site.daemon.start()
                    taken += try settle(site, load, round)
                    if round == rounds || round.isMultiple(of: Self.roundsBetweenComparisons) {
                        try compare(site, &proofs, round)
                    }
                }
            }
            print(
                "KillRounds: \(acknowledged) changes acknowledged; \(unanswered) on their way at the strikes, "
                    + "of which \(taken) had taken effect; \(proofs.count) proofs of keys"
            )
            #expect(unanswered > 0, "Nothing was under way at any strike: this proved little.")
        }

        /// Faults do not outlive the daemon.
        private func setLatencies(_ site: Site, _ generator: inout SeededGenerator) throws {
            let connection = try ControlConnection(site.daemon.socket)
            for replica in site.replicas {
                let latency = Double.random(in: 1...20, using: &generator)
                let fault: JSON = ["replicaInstanceId": .text(replica), "latencyMilliseconds": .number(latency)]
                try connection.call("Faults.SetFault", ["fault": fault])
            }
        }

        /// Lets all connections change things until one of them, at a random moment, has the daemon killed.
        private func strike(
            _ site: Site,
            _ load: [LoadConnection],
            _ generator: inout SeededGenerator
        ) throws -> Int {
            let blow = Blow(
                process: try #require(site.daemon.id),
                count: Int.random(in: 1...Self.mostAcknowledgements, using: &generator),
                delay: .microseconds(Int.random(in: 0...3_000, using: &generator))
            )
            let socket = site.daemon.socket
            let threads = DispatchGroup()
            for connection in load {
                threads.enter()
                Thread.detachNewThread {
                    connection.run(socket) { blow.acknowledged() }
                    threads.leave()
                }
            }
            threads.wait()
            try site.daemon.strike()
            for connection in load { try #require(connection.unexpected == nil, "\(connection.unexpected ?? "")") }
            return blow.acknowledgements
        }

        /// Compares the primary with what was acknowledged; gives how many changes had taken effect unanswered.
        private func settle(_ site: Site, _ load: [LoadConnection], _ round: Int) throws -> Int {
            let primary = try Content(of: Site.primary, over: try ControlConnection(site.daemon.socket))
            return try load.reduce(0) { sum, connection in
                let found = primary.world(of: connection.prefix)
                let taken = try #require(
                    connection.settle(found),
                    """
                    seed \(seed), round \(round), \(connection.prefix): the primary holds neither what was acknowledged \
                    nor that with some of the \(connection.unanswered.count) unanswered changes. \
                    \(found.difference(from: connection.acknowledged))
                    """
                )
                return sum + taken
            }
        }

        /// Waits until the replicas have everything, and compares them with the primary: values, states and keys.
        private func compare(_ site: Site, _ proofs: inout KeyProofs, _ round: Int) throws {
            let connection = try ControlConnection(site.daemon.socket)
            let wait: JSON = ["primaryInstanceId": .text(Site.primary), "timeoutSeconds": 30]
            try connection.call("Synchronization.WaitUntilSynchronized", wait)
            let primary = try Content(of: Site.primary, over: connection)
            try proofs.add(primary, over: connection)
            try proofs.check(primary, at: Site.primary, over: connection)
            for replica in site.replicas {
                let difference = primary.difference(of: try Content(of: replica, over: connection))
                #expect(difference == nil, "seed \(seed), round \(round), \(replica): \(difference ?? "")")
                try proofs.check(primary, at: replica, over: connection)
            }
        }
    }
}
