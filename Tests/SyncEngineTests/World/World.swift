// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// A primary, a network and a replica under virtual time, all from one seed.
final class World {
    static let faultTime = Duration.seconds(90)
    /// Everything is equal so long after the faults ended: a breaker's longest rest, and a longest backoff after it.
    static let bound = Duration.seconds(1500)

    enum Action {
        case tell(Event)
        case alarm(token: Int)
        case perform((World) -> Void)
        case change
    }

    let seed: UInt64
    let faults: Faults
    var policy = ReplicationPolicy()
    var random: SeededGenerator
    var time = Duration.zero
    var skew = Duration.zero
    var primary = PrimaryModel()
    var replica = ReplicaModel()
    var core: Replicator
    /// Counts restarts of the primary's daemon: events for an earlier one are lost with it.
    var generation = 0
    var violations: [String] = []
    var outstanding: [Int: [RowID]] = [:]
    var inFlight: Set<RowID> = []
    var pausedUntilResumed = false
    var isOut = false
    var poison: Set<RowID> = []
    var backup: ReplicaModel?
    /// A restore that the primary cannot know of yet.
    var isRestoreUnknown = false
    var wasRestored = false
    var wasAnythingSetAside = false
    var alarmToken = 0
    var alarmAt: Duration?
    var idleAlarms = 0
    var handled = 0
    var pushes = 0
    private var agenda: [(time: Duration, order: Int, generation: Int?, action: Action)] = []
    private var order = 0

    init(seed: UInt64, faults: Faults, resources: Int) {
        self.seed = seed
        self.faults = faults
        random = SeededGenerator(seed: seed)
        let old = resources / 2
        for number in 0..<old {
            let keys = primary.resources.filter { $0.id.kind == .key }.map(\.row)
            _ = primary.add(key: number % 3 == 0 ? nil : keys.randomElement(using: &random))
        }
        let head = primary.head
        primary.positions = Positions(backfill: .zero, backfillEnd: head, live: head)
        replica.recorded = Positions(backfill: .zero, backfillEnd: head, live: head)
        for number in old..<resources {
            let keys = primary.resources.filter { $0.id.kind == .key }.map(\.row)
            _ = primary.add(key: number % 3 == 0 ? nil : keys.randomElement(using: &random))
        }
        for _ in 0..<(old / 3) where !primary.resources.isEmpty {
            primary.change(Int.random(in: 0..<primary.resources.count, using: &random), isUrgent: false, deletes: false)
        }
        core = Self.makeCore(primary, policy, seed: seed)
    }

    static func makeCore(_ primary: PrimaryModel, _ policy: ReplicationPolicy, seed: UInt64) -> Replicator {
        Replicator(
            policy: policy,
            start: Replicator.Start(
                epoch: Epoch(1),
                positions: primary.positions,
                head: primary.head,
                isActive: primary.isActive,
                pause: nil,
                replicaCause: primary.replicaCause,
                lastContactAt: primary.lastContactAt,
                lastSuccessAt: nil
            ),
            seed: seed
        )
    }

    var isFaulty: Bool { time < Self.faultTime }

    var moment: Moment {
        let wall = Timestamp(milliseconds: 1_700_000_000_000).advanced(by: time + skew)
        return Moment(uptime: time, wall: wall)
    }

    func chance(_ share: Double) -> Bool { isFaulty && Double.random(in: 0..<1, using: &random) < share }

    func delay(_ most: Int) -> Duration { .milliseconds(Int.random(in: 0...most, using: &random)) }

    /// Does something later; what belongs to a run of the daemon ends with it.
    func schedule(after delay: Duration, dies: Bool = true, _ action: Action) {
        order += 1
        agenda.append((time + delay, order, dies ? generation : nil, action))
        var child = agenda.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            agenda.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (agenda[left].time, agenda[left].order) < (agenda[right].time, agenda[right].order)
    }

    private func next() -> (time: Duration, order: Int, generation: Int?, action: Action)? {
        guard !agenda.isEmpty else { return nil }
        agenda.swapAt(0, agenda.count - 1)
        let first = agenda.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < agenda.count && isBefore(child, least) {
                least = child
            }
            guard least != parent else { return first }
            agenda.swapAt(least, parent)
            parent = least
        }
    }

    /// Runs until everything is equal after the faults, or the bound has passed.
    func run() {
        prepare()
        tell(.started)
        var endedFaults = false
        while violations.isEmpty, let entry = next() {
            time = max(time, entry.time)
            if !isFaulty && !endedFaults {
                endedFaults = true
                endFaults()
            }
            if endedFaults && isEqual { return }
            if time > Self.faultTime + Self.bound { return fail("not equal in time: \(difference)") }
            guard entry.generation == nil || entry.generation == generation else { continue }
            switch entry.action {
            case .tell(let event): tell(event)
            case .alarm(let token):
                guard token == alarmToken else { continue }
                alarmAt = nil
                tell(.alarm)
            case .perform(let body): body(self)
            case .change: change()
            }
        }
        if violations.isEmpty && !isEqual { fail("nothing more happens: \(difference)") }
    }

    func fail(_ text: String) {
        violations.append("seed \(seed), \(faults.name), at \(time): \(text)")
    }
}
