// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// What one look at the daemon showed.
struct TopLook {
    /// A failed resource, with the primary whose list it is of.
    struct FailedResource {
        let primary: String
        let resource: SynchronizationInterface.SynchronizedResource
    }

    /// When the daemon was asked: what its answers say is not older, however late they were read.
    let askedAt: ContinuousClock.Instant
    var status: DaemonInterface.Status
    let instances: [InstancesInterface.Instance]
    let replicas: [SynchronizationInterface.Association]
    /// Those of the first page of each primary, the longest failed first.
    let failed: [FailedResource]

    /// How many resources are failed, also beyond those pages.
    var failedCount: Int { replicas.filter { $0.state != .disassociated }.reduce(0) { $0 + $1.counts.failed } }

    /// Whether both are of the same run of the daemon.
    func isOfSameRun(as other: TopLook) -> Bool {
        status.pid == other.status.pid && status.startedAt == other.status.startedAt
    }

    /// Confirmed changes a second since an earlier look, by replica; none where the two cannot be compared.
    func rates(since earlier: TopLook?) -> [TopPair: Double] {
        guard let earlier, isOfSameRun(as: earlier) else { return [:] }
        let seconds = earlier.askedAt.duration(to: askedAt) / .seconds(1)
        guard seconds > 0 else { return [:] }
        let before = Dictionary(earlier.replicas.map { (TopPair($0), $0) }) { first, _ in first }
        var rates: [TopPair: Double] = [:]
        for replica in replicas {
            let pair = TopPair(replica)
            guard let past = before[pair], past.epoch == replica.epoch, replica.appliedSequence >= past.appliedSequence
            else { continue }
            rates[pair] = Double(replica.appliedSequence - past.appliedSequence) / seconds
        }
        return rates
    }
}

/// A primary and a replica.
struct TopPair: Hashable {
    let primary: String
    let replica: String

    init(_ association: SynchronizationInterface.Association) {
        primary = association.primaryInstanceId
        replica = association.replicaInstanceId
    }
}
