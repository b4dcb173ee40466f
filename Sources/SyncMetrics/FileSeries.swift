// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CoreMetrics
import OpenMetrics
package import SyncModel

/// What is measured of one instance's file.
final class FileSeries: Sendable {
    private let commitDuration: Timer
    private let commitChanges: Recorder
    private let checkpointDuration: Timer
    private let failures: [CommitFailure: Counter]

    init(_ id: InstanceID, _ factory: any MetricsFactory) {
        let own = [("instance_id", id.description)]
        commitDuration = Timer(label: SyncMetric.commitDuration.name, dimensions: own, factory: factory)
        commitChanges = Recorder(label: SyncMetric.commitChanges.name, dimensions: own, factory: factory)
        checkpointDuration = Timer(label: SyncMetric.checkpointDuration.name, dimensions: own, factory: factory)
        failures = Dictionary(
            uniqueKeysWithValues: CommitFailure.allCases.map { reason in
                let dimensions = own + [("reason", reason.rawValue)]
                return (
                    reason, Counter(label: SyncMetric.commitFailures.name, dimensions: dimensions, factory: factory)
                )
            }
        )
    }

    func committed(changes: Int, in duration: Duration) {
        commitDuration.recordNanoseconds(duration.wholeNanoseconds)
        commitChanges.record(changes)
    }

    func failed(_ reason: CommitFailure) { failures[reason]?.increment() }

    func checkpointed(in duration: Duration) { checkpointDuration.recordNanoseconds(duration.wholeNanoseconds) }

    func destroy() {
        commitDuration.destroy()
        commitChanges.destroy()
        checkpointDuration.destroy()
        for counter in failures.values { counter.destroy() }
    }
}

/// Why a transaction of a file failed.
package enum CommitFailure: String, CaseIterable, Sendable {
    /// No space was left; nothing of it was kept.
    case full
    /// Another program held the file's lock; nothing of it was kept.
    case locked
    /// The disk failed.
    case failed
}

extension Measurements {
    /// A transaction of an instance's file was committed and synced.
    package func committed(_ id: InstanceID, changes: Int, in duration: Duration) {
        file(id).committed(changes: changes, in: duration)
    }

    /// A transaction of an instance's file failed.
    package func commitFailed(_ id: InstanceID, _ reason: CommitFailure) { file(id).failed(reason) }

    /// The log of an instance's file was copied into the file.
    package func checkpointed(_ id: InstanceID, in duration: Duration) { file(id).checkpointed(in: duration) }
}
