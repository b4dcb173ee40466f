// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension World {
    /// Plans changes and faults.
    func prepare() {
        for _ in 0..<60 { schedule(after: delay(85_000), dies: false, .change) }
        for _ in 0..<faults.crashes { schedule(after: delay(85_000), dies: false, .perform { $0.crash() }) }
        for _ in 0..<faults.outages {
            let start = delay(80_000)
            schedule(after: start, dies: false, .perform { $0.isOut = true })
            schedule(after: start + delay(30_000), dies: false, .perform { $0.isOut = false })
        }
        for _ in 0..<faults.pauses {
            let start = delay(60_000)
            schedule(after: start, dies: false, .perform { $0.pause(true) })
            schedule(after: start + delay(20_000), dies: false, .perform { $0.pause(false) })
        }
        for _ in 0..<faults.clockJumps {
            schedule(after: delay(85_000), dies: false, .perform { $0.skew += .seconds(3600) - $0.delay(7_200_000) })
        }
        for _ in 0..<faults.restores {
            schedule(after: delay(80_000), dies: false, .perform { $0.backup = $0.replica })
            schedule(after: delay(85_000), dies: false, .perform { $0.restore() })
        }
        for _ in 0..<faults.poison {
            if let row = primary.resources.randomElement(using: &random)?.row { poison.insert(row) }
        }
        for _ in 0..<(faults.restores == 0 ? 6 : 0) {
            schedule(after: delay(80_000), dies: false, .perform { $0.select() })
        }
        for _ in 0..<200 { schedule(after: delay(100_000), dies: false, .perform { $0.checkView() }) }
    }

    func change() {
        let isUrgent = Int.random(in: 0..<5, using: &random) == 0
        if Int.random(in: 0..<4, using: &random) == 0 {
            let keys = primary.resources.filter { $0.id.kind == .key }.map(\.row)
            _ = primary.add(key: Bool.random(using: &random) ? nil : keys.randomElement(using: &random))
        } else {
            let place = Int.random(in: 0..<primary.resources.count, using: &random)
            let deletes = isUrgent && Bool.random(using: &random)
            guard !primary.resources[place].isDeleted else { return }
            primary.change(place, isUrgent: isUrgent, deletes: deletes)
        }
        schedule(after: delay(3), .tell(.headMoved(primary.head, urgently: isUrgent)))
    }

    /// The primary's daemon ends at once and starts again from what is durable.
    func crash() {
        generation += 1
        outstanding = [:]
        inFlight = []
        pausedUntilResumed = false
        alarmToken += 1
        alarmAt = nil
        core = Self.makeCore(primary, policy, seed: seed &+ UInt64(generation))
        tell(.started)
    }

    /// What an addition to the selection does: a resource is sent wherever the positions stand.
    func select() {
        guard let resource = primary.resources.randomElement(using: &random), primary.setAside[resource.row] == nil
        else { return }
        primary.setAside[resource.row] = PrimaryModel.SetAside(
            sequence: resource.sequence,
            record: SetAsideRecord(revision: resource.revision, cause: nil),
            nextAttemptAt: moment.wall
        )
        schedule(after: delay(3), .tell(.setAsideChanged))
    }

    func pause(_ isPaused: Bool) {
        pausedUntilResumed = isPaused
        tell(isPaused ? .paused(until: nil) : .resumed)
    }

    /// The replica loses what came after its backup; its process starts anew.
    func restore() {
        guard let backup, !wasAnythingSetAside else { return }
        replica = backup
        replica.sessions = []
        isRestoreUnknown = true
        wasRestored = true
    }

    /// Faults are over, and the operator has looked at what needs one.
    func endFaults() {
        isOut = false
        poison = []
        pausedUntilResumed = false
        tell(.resumed)
        primary.forgetBackoff(now: moment.wall)
        tell(.setAsideChanged)
        tell(.probeRequested)
        // What fails terminally in what was on its way when the faults ended is looked at, too.
        for _ in 0..<3 {
            schedule(
                after: .seconds(60),
                dies: false,
                .perform { world in
                    world.primary.forgetBackoff(now: world.moment.wall)
                    world.tell(.setAsideChanged)
                }
            )
        }
    }

    var isEqual: Bool {
        primary.setAside.isEmpty && primary.positions.isBackfilled && primary.positions.live == primary.head
            && primary.resources.allSatisfy { holds($0) }
    }

    func holds(_ resource: PrimaryModel.Resource) -> Bool {
        replica.held[resource.row]?.revision == resource.revision
            && replica.held[resource.row]?.digest == PrimaryModel.digest(resource.row, resource.revision)
    }

    var difference: String {
        let missing = primary.resources.filter { !holds($0) }.map { "\($0.id) at \($0.sequence)" }
        let aside = primary.setAside.map { "\($0.key.rawValue): \($0.value.record.cause?.code.rawValue ?? "selected")" }
        let view = core.view(at: moment)
        return
            "missing \(missing.prefix(5)), set aside \(aside.prefix(5)), \(primary.positions), head \(primary.head), "
            + "\(view.connection), \(String(describing: view.cause)), in flight \(view.inFlight.count)"
    }
}
