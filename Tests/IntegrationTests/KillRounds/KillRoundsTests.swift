// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// `kill -9` under load; `KMSYNC_SEED` repeats a run, `KMSYNC_KILL_ROUNDS` makes it longer (`make soak`).
    struct KillRoundsTests {
        private static let connections = 4
        /// Between one strike and the next so many changes are acknowledged at least before it is time.
        private static let acknowledgements = 1...400
        /// A strike counts where so many changes are unacknowledged.
        private static let fewestUnderWay = 8
        /// After every so many rounds the replicas are compared.
        private static let roundsBetweenComparisons = 5
        /// So many proofs of keys are kept: every replica checks all of them at every comparison.
        private static let mostProofs = 60
        /// How long a push may take to be seen.
        private static let patience = Duration.seconds(5)

        private let seed = Surroundings.number("KMSYNC_SEED") ?? UInt64.random(in: 1...999_999)
        private let rounds = Int(Surroundings.number("KMSYNC_KILL_ROUNDS") ?? 20)

        @Test func `no acknowledged change is lost and every replica becomes equal`() throws {
            print("KillRounds: KMSYNC_SEED=\(seed), \(rounds) rounds")
            var generator = SeededGenerator(seed: seed)
            var proofs = KeyProofs(most: Self.mostProofs)
            var tally = StrikeTally()
            try Site.run(replicas: 3) { site in
                let load = (0..<Self.connections).map { LoadConnection(prefix: "w\($0)", seed: generator.next()) }
                for round in 1...rounds {
                    try site.round(round, of: "KillRounds", seed: seed) {
                        var strike = try strike(site, load, &generator)
                        try restart(site, &generator)
                        strike.taken = try settle(site, load)
                        if round == rounds || round.isMultiple(of: Self.roundsBetweenComparisons) {
                            try compare(site, &proofs)
                        }
                        tally.add(strike)
                        print("KillRounds: round \(round): \(strike)")
                    }
                }
            }
            print("KillRounds: KMSYNC_SEED=\(seed): \(tally); \(proofs.count) proofs of keys; nothing was lost")
            // Under the sanitizer two looks take longer than the latency lasts: there the rounds are for races.
            let isEnough = Surroundings.isSanitized || tally.share(ofAtLeast: Self.fewestUnderWay) >= 0.9
            #expect(isEnough, "Too few strikes met work under way: \(tally)")
        }

        /// Lets all connections change things until, at a random moment while a push is in flight, the daemon is killed.
        private func strike(
            _ site: Site,
            _ load: [LoadConnection],
            _ generator: inout SeededGenerator
        ) throws -> Strike {
            let watched = Int.random(in: 0..<site.replicas.count, using: &generator)
            let latency = Duration.milliseconds(Int.random(in: 500...1_000, using: &generator))
            try setLatencies(site, watched, latency, &generator)
            let blow = Blow(count: Int.random(in: Self.acknowledgements, using: &generator))
            let delay = Duration.microseconds(Int.random(in: 0...3_000, using: &generator))
            let watch = try PushWatch(site.daemon.socket, replica: site.replicas[watched], latency: latency)
            let socket = site.daemon.socket
            let process = try #require(site.daemon.id)
            let threads = DispatchGroup()
            for connection in load {
                threads.enter()
                Thread.detachNewThread {
                    connection.run(socket) { blow.acknowledged() }
                    threads.leave()
                }
            }
            let isDue = blow.isDue()
            let push = Result { isDue ? try watch.push(within: Self.patience) : nil }
            let sent = load.map(\.sent)
            Blow.strike(process, after: delay)
            let struckAt = ContinuousClock.now
            threads.wait()
            try site.daemon.strike()
            for connection in load { try #require(connection.unexpected == nil, "\(connection.unexpected ?? "")") }
            try #require(isDue, "The load came to no \(Self.acknowledgements) acknowledgements.\n\(site.daemon.log)")
            return Strike(
                acknowledged: blow.acknowledgements,
                unanswered: load.reduce(0) { $0 + $1.unanswered.count },
                underWay: zip(sent, load).reduce(0) { $0 + max(0, $1.0 - $1.1.answered) },
                push: try push.get().flatMap { struckAt < $0.unansweredUntil ? $0.resource : nil }
            )
        }

        /// One link is slow, so that its pushes can be seen; the others may have applied them.
        ///
        /// Faults do not outlive the
        /// daemon.
        private func setLatencies(
            _ site: Site,
            _ watched: Int,
            _ latency: Duration,
            _ generator: inout SeededGenerator
        ) throws {
            let connection = try ControlConnection(site.daemon.socket)
            for (number, replica) in site.replicas.enumerated() {
                let quick = Double.random(in: 1...20, using: &generator)
                let milliseconds = number == watched ? latency / .milliseconds(1) : quick
                let fault: JSON = ["replicaInstanceId": .text(replica), "latencyMilliseconds": .number(milliseconds)]
                try connection.call("Faults.SetFault", ["fault": fault])
            }
        }

        /// Starts it again; sometimes it is struck once more while it recovers, or while it stops and cleans up its files.
        private func restart(_ site: Site, _ generator: inout SeededGenerator) throws {
            let delay = Duration.microseconds(Int.random(in: 0...100_000, using: &generator))
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: try site.daemon.strikeWhileStarting(after: delay)
            case 1:
                try site.daemon.start()
                try site.daemon.strikeWhileStopping(after: delay / 4)
            case _: break
            }
            try site.daemon.start()
        }

        /// Compares the primary with what was acknowledged; gives how many changes had taken effect unanswered.
        private func settle(_ site: Site, _ load: [LoadConnection]) throws -> Int {
            let primary = try Content(of: Site.primary, over: try ControlConnection(site.daemon.socket))
            return try load.reduce(0) { sum, connection in
                let found = primary.world(of: connection.prefix)
                let taken = try #require(
                    connection.settle(found),
                    """
                    \(connection.prefix): the primary holds neither what was acknowledged \
                    nor that with some of the \(connection.unanswered.count) unanswered changes. \
                    \(found.difference(from: connection.acknowledged))
                    """
                )
                return sum + taken
            }
        }

        /// Waits until the replicas have everything, and compares them with the primary: values, states and keys.
        private func compare(_ site: Site, _ proofs: inout KeyProofs) throws {
            let connection = try ControlConnection(site.daemon.socket)
            let wait: JSON = ["primaryInstanceId": .text(Site.primary), "timeoutSeconds": 30]
            try connection.call("Synchronization.WaitUntilSynchronized", wait)
            let primary = try Content(of: Site.primary, over: connection)
            try proofs.add(primary, over: connection)
            try proofs.check(primary, at: Site.primary, over: connection)
            for replica in site.replicas {
                let difference = primary.difference(of: try Content(of: replica, over: connection))
                try #require(difference == nil, "\(replica): \(difference ?? "")")
                try proofs.check(primary, at: replica, over: connection)
            }
        }
    }
}
