// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// A run of a scenario: a primary and its replicas under virtual time, all from one seed.
///
/// One thread, no clock, no files; the core is the production code. The same scenario and seed give the same trace.
package final class Simulation {
    /// Longest time in seconds from the end of all faults until everything is equal: a longest rest of a breaker, a
    /// longest hold, a longest backoff, and the time to send it all.
    static let settlingTime = 1500.0
    /// The wall clock at the beginning.
    private static let beginning = Timestamp(milliseconds: 1_700_000_000_000)

    let scenario: Scenario
    let seed: UInt64
    var random: SeededGenerator
    var trace: Trace
    /// Microseconds since the run began.
    private(set) var time: Int64 = 0
    /// How far the wall clock is off, in microseconds.
    var skew: Int64 = 0
    private var agenda = Agenda()
    private(set) lazy var primary = makePrimary()
    private(set) var replicas: [ReplicaSite] = []
    private let checkers: [any Checker]
    /// The promises that were broken, in order.
    package private(set) var breaches: [Breach] = []
    /// How many events there were so far.
    package private(set) var events = 0
    /// Whether no more changes and faults come.
    var isSettling = false
    /// Microseconds at which everything was equal at last.
    private(set) var settledAt: Int64?

    /// Prepares a run; `write` takes the lines of its trace.
    package init(_ scenario: Scenario, seed: UInt64, write: ((String) -> Void)? = nil) {
        self.scenario = scenario
        self.seed = seed
        random = SeededGenerator(seed: seed)
        trace = Trace(write: write)
        checkers = Self.allCheckers()
    }

    /// Whether it is small enough to look at everything often.
    var isSmall: Bool { scenario.workload.resources <= 200 }

    var moment: Moment {
        Moment(
            uptime: .microseconds(time),
            wall: Self.beginning.advanced(by: .microseconds(time + skew))
        )
    }

    /// The end of changes and faults, in microseconds.
    var faultsEnd: Int64 { Int64(scenario.duration * 1_000_000) }

    /// Does something later, in microseconds, whoever ends meanwhile.
    func after(_ delay: Int64, _ action: @escaping () -> Void) { agenda.plan(at: time + max(delay, 0), action) }

    func chance(_ share: Double) -> Bool { share > 0 && Double.random(in: 0..<1, using: &random) < share }

    func microseconds(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }

    /// Runs until everything is equal after the faults, a promise is broken, or time is up.
    package func run() {
        prepare()
        let end = faultsEnd + Int64(Self.settlingTime * 1_000_000)
        while breaches.isEmpty, let entry = agenda.next() {
            time = max(time, entry.time)
            trace.time = time
            if time > end { break }
            entry.action()
            events += 1
            if events % 10_000 == 0 { sweep() }
            if isSettling && isEqual {
                settledAt = time
                break
            }
        }
        if breaches.isEmpty { sweep() }
        if breaches.isEmpty { observe(.ended(isEqual: isEqual)) }
        finishRecords()
        agenda.clear()
    }

    private func makePrimary() -> PrimarySite {
        var policy = ReplicationPolicy()
        var sharedBytes = 16 * 1024 * 1024
        if isSmall {
            // In small, bounds are small too: else none would ever be reached.
            policy.batchItems = pick([1, 2, 8, 256]) ?? 256
            policy.batchBytes = pick([1300, 4096, 262_144]) ?? 262_144
            let batches = policy.batchesInFlight + 1
            sharedBytes = min(sharedBytes, scenario.replicas.count * batches * policy.batchBytes)
        }
        return PrimarySite(self, now: moment.wall, policy: policy, sharedBytes: sharedBytes)
    }

    private func prepare() {
        let now = moment.wall
        replicas = scenario.replicas.enumerated().map {
            ReplicaSite($0.offset, $0.element, primary: primary.process, self, now: now)
        }
        Client(self).prepare()
        FaultInjector(self).prepare()
        for site in replicas {
            after(Int64(site.plan.joins * scenario.duration * 1_000_000)) { [self] in primary.associate(site) }
        }
        sampleAgain()
    }

    func observe(_ observation: Observation) {
        keepLedgers(observation)
        for checker in checkers {
            guard let text = checker.check(observation, in: self) else { continue }
            breaches.append(Breach(checker: checker.name, text: text, time: time))
            trace.note(.violation, checker.name) { text }
        }
    }
}
