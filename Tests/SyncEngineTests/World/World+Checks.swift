// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension World {
    /// Never two pushes in flight of one resource, never a secret before its key, nothing while paused.
    func checkPush(_ job: PushJob) {
        if pausedUntilResumed { fail("a push while paused") }
        var before: Set<RowID> = []
        for item in job.items {
            if inFlight.contains(item.row) || before.contains(item.row) {
                fail("\(item.resourceID) is in flight twice")
            }
            let resource = primary.resources[Int(item.row.rawValue)]
            if let key = resource.key, !resource.isDeleted, !wasRestored, replica.held[key] == nil,
                !before.contains(key)
            {
                fail("\(item.resourceID) is sent before its key")
            }
            before.insert(item.row)
        }
        if job.items.isEmpty { fail("an empty push") }
    }

    /// A position passes a row only if the replica holds it, or it is set aside by then.
    func checkCommit(_ progress: Progress) {
        if !progress.setAside.isEmpty { wasAnythingSetAside = true }
        for row in progress.setAside where row.cause.code == .dependencyMissing && !wasRestored {
            let key = primary.resources[Int(row.row.rawValue)].key
            if let key, primary.setAside[key] == nil, replica.held[key] == nil, faults.itemFailure == 0 {
                fail("dependency_missing, but the key \(key.rawValue) is not set aside")
            }
        }
        guard !isRestoreUnknown, !wasRestored else { return }
        for resource in primary.resources where progress.positions.cover(resource.sequence) {
            if primary.setAside[resource.row] == nil && !holds(resource) {
                fail("the position \(progress.positions) passes \(resource.id) at \(resource.sequence)")
            }
        }
    }

    /// What is called in sync is equal, and what is explained is so.
    func checkView() {
        let view = core.view(at: moment)
        let record = association
        for resource in primary.resources {
            let standing = standing(of: resource)
            let isTold = StatusRule.derive(standing, view)
            if isTold.status == .inSync && !isRestoreUnknown && !wasRestored && !holds(resource) {
                fail("\(resource.id) is called in sync and is not")
            }
            let account = ResourceAccount(
                standing: standing,
                createdAt: moment.wall,
                changedAt: moment.wall,
                isCovered: true,
                key: resource.key.map { place in
                    let key = primary.resources[Int(place.rawValue)]
                    return .init(resourceID: key.id, standing: self.standing(of: key))
                },
                associatedAt: moment.wall,
                endedAt: nil
            )
            let primaryID = InstanceID(stored: "primary")
            let explanation = Explanation(account, primaryID: primaryID, record, view, now: moment.wall)
            if let status = explanation.status, status != isTold {
                fail("\(resource.id) is explained as another status")
            }
            check(explanation, of: resource)
        }
    }

    /// Compares what is said of a resource with what this world knows by itself.
    private func check(_ explanation: Explanation, of resource: PrimaryModel.Resource) {
        let isMeddledWith = isRestoreUnknown || wasRestored
        switch explanation.subject {
        case .deleted:
            if !isMeddledWith && !holds(resource) { fail("\(resource.id): its deletion is not confirmed") }
        case .notCovered, .createdTooLate:
            fail("\(resource.id) is in scope and was there")
        case .synchronized(let situation, let hold):
            switch situation {
            case .detached: fail("\(resource.id) is no ex-replica's")
            case .sending: if !inFlight.contains(resource.row) { fail("\(resource.id) is not being sent") }
            case .confirmed: if !isMeddledWith && !holds(resource) { fail("\(resource.id) is not confirmed") }
            case .waiting, .waitingForKey, .failed:
                if inFlight.contains(resource.row) { fail("\(resource.id) is being sent") }
            }
            if case .failed(let cause) = situation, primary.setAside[resource.row]?.record.cause != cause {
                fail("\(resource.id) did not fail so")
            }
            check(hold)
        }
    }

    private func check(_ hold: Hold) {
        if case .paused = hold {
            if !pausedUntilResumed { fail("nothing is paused") }
            return
        }
        if pausedUntilResumed { fail("it is paused, and that is not told") }
        switch hold {
        case .paused, .nothing, .connecting: return
        case .backingOff(let cause): checkNext(cause?.nextAttemptAt, alarmAt)
        case .throttled(let until): checkNext(until, alarmAt)
        case .down: if wasRestored { return } else { fail("nothing took it down") }
        case .notAgreed, .ending, .over: fail("the association is in force")
        }
    }

    /// What is to happen by itself at a time has an alarm by then.
    private func checkNext(_ told: Timestamp?, _ alarm: Duration?) {
        guard let told, told > moment.wall else { return }
        guard let alarm else { return fail("nothing wakes it for what is due on \(told)") }
        if moment.wall.advanced(by: alarm - moment.uptime + .milliseconds(-2)) > told {
            fail("it wakes after what is due on \(told)")
        }
    }

    private func standing(of resource: PrimaryModel.Resource) -> ResourceStanding {
        let keyCause = resource.key.flatMap { primary.setAside[$0]?.record.cause }
        return ResourceStanding(
            row: resource.row,
            resourceID: resource.id,
            sequence: resource.sequence,
            revision: resource.revision,
            isDeleted: resource.isDeleted,
            setAside: primary.setAside[resource.row]?.record,
            hasFailedKey: keyCause != nil
        )
    }

    private var association: AssociationRecord {
        AssociationRecord(
            number: AssociationNumber(1),
            replicaID: InstanceID(stored: "replica"),
            region: "region",
            type: .allResources,
            stage: primary.isActive ? .active : .bootstrapping,
            epoch: Epoch(1),
            positions: primary.positions,
            pause: pausedUntilResumed ? .init(reason: "rehearsal", until: nil) : nil,
            cause: primary.replicaCause,
            lastContactAt: primary.lastContactAt,
            lastSuccessAt: nil
        )
    }
}
