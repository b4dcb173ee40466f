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

    /// What is called in sync is equal.
    func checkView() {
        guard !isRestoreUnknown, !wasRestored else { return }
        let view = core.view(at: moment.wall)
        for resource in primary.resources {
            let keyCause = resource.key.flatMap { primary.setAside[$0]?.record.cause }
            let standing = ResourceStanding(
                row: resource.row,
                resourceID: resource.id,
                sequence: resource.sequence,
                revision: resource.revision,
                isDeleted: resource.isDeleted,
                setAside: primary.setAside[resource.row]?.record,
                hasFailedKey: keyCause != nil
            )
            if StatusRule.derive(standing, view).status == .inSync && !holds(resource) {
                fail("\(resource.id) is called in sync and is not")
            }
        }
    }
}
