// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import OpenMetrics
import SyncEngine
import SyncModel

extension Measurements {
    /// All metrics of synchronization: what was measured so far, and what the snapshot says of this moment.
    package func families(_ snapshot: SyncSnapshot) -> [MetricFamily] {
        keepOnly(
            replicas: Set(snapshot.associations.map(\.pair)),
            ofUnread: snapshot.unreadPrimaries,
            files: Set(snapshot.files.map(\.id))
        )
        return snapshot.replicaFamilies + snapshot.itemFamilies + snapshot.instanceFamilies + families()
            + snapshot.daemonFamilies + [MetricFamily(SyncMetric.rejected, [([], Double(rejectedCount))])]
    }
}

extension AssociationView {
    fileprivate var pair: ReplicaPair { ReplicaPair(primary: primaryID, replica: replicaID) }
}

extension SyncSnapshot {
    fileprivate var replicaFamilies: [MetricFamily] {
        let heads = Dictionary(associations.map { ($0.primaryID, $0.headSequence) }) { max($0, $1) }
        return [
            MetricFamily(
                SyncMetric.head,
                heads.sorted { $0.key < $1.key }.map { id, head in
                    ([MetricLabel("primary", id.description)], Double(head.rawValue))
                }
            ),
            gauge(SyncMetric.applied) { Double($0.appliedSequence.rawValue) },
            gauge(SyncMetric.epoch) { Double($0.epoch.rawValue) },
            MetricFamily(
                SyncMetric.state,
                // What is over is no longer here.
                states: AssociationState.allCases.filter { $0 != .disassociated }.map(\.rawValue),
                associations.map { ($0.pair.labels, $0.state.rawValue) }
            ),
            MetricFamily(
                SyncMetric.connection,
                states: ConnectionState.allCases.map(\.rawValue),
                associations.map { ($0.pair.labels, $0.connection.rawValue) }
            ),
            gauge(SyncMetric.lag) { $0.lag?.inSeconds },
            gauge(SyncMetric.lastContact) { $0.lastContactAt?.unixSeconds },
            gauge(SyncMetric.lastSuccess) { $0.lastSuccessAt?.unixSeconds },
        ]
    }

    fileprivate var itemFamilies: [MetricFamily] {
        [
            gauge(SyncMetric.pending) { Double($0.counts.pending) },
            gauge(SyncMetric.inFlight) { Double($0.counts.inProgress) },
            gauge(SyncMetric.inSync) { Double($0.counts.inSync) },
            gauge(SyncMetric.unknown) { Double($0.counts.unknown) },
            MetricFamily(SyncMetric.setAside, associations.flatMap(Self.setAside)),
        ]
    }

    fileprivate var instanceFamilies: [MetricFamily] {
        [
            perFile(SyncMetric.usable) { $0.isUsable ? 1 : 0 },
            perFile(SyncMetric.fileBytes) { Double($0.bytes) },
            perFile(SyncMetric.logBytes) { Double($0.logBytes) },
            MetricFamily(
                SyncMetric.instance,
                facts: instances.map { instance in
                    [
                        MetricLabel("instance_id", instance.id.description),
                        MetricLabel("role", instance.role.rawValue), MetricLabel("region", instance.region),
                    ]
                }
            ),
            perKind(SyncMetric.resources, \.used),
            perKind(SyncMetric.quota, \.limit),
        ]
    }

    fileprivate var daemonFamilies: [MetricFamily] {
        let facts = [MetricLabel("version", version), MetricLabel("sqlite_version", sqliteVersion)]
        return [
            MetricFamily(SyncMetric.connections, [([], Double(connections))]),
            MetricFamily(SyncMetric.build, facts: [facts]),
        ]
    }

    private func gauge(_ description: MetricDescription, _ value: (AssociationView) -> Double?) -> MetricFamily {
        MetricFamily(description, associations.map { ($0.pair.labels, value($0)) })
    }

    private func perFile(_ description: MetricDescription, _ value: (File) -> Double) -> MetricFamily {
        MetricFamily(
            description,
            files.map { ([MetricLabel("instance_id", $0.id.description)], value($0)) }
        )
    }

    private func perKind(_ description: MetricDescription, _ value: KeyPath<Quota, Int>) -> MetricFamily {
        MetricFamily(
            description,
            instances.flatMap { instance in
                [("key", instance.keyQuota), ("secret", instance.secretQuota)].map { kind, quota in
                    let labels = [MetricLabel("instance_id", instance.id.description), MetricLabel("kind", kind)]
                    return (labels, Double(quota[keyPath: value]))
                }
            }
        )
    }

    /// Every cause, so that the first failure of a kind is a change from 0.
    private static func setAside(_ association: AssociationView) -> [([MetricLabel], Double?)] {
        let counts = Dictionary(association.causes.map { ($0.code, $0.count) }) { $0 + $1 }
        return FailureCode.allCases
            .filter { $0.canMeetReplication && ($0.scope == .resource || counts[$0] != nil) }
            .map { code in
                let own = [
                    MetricLabel("cause", code.rawValue), MetricLabel("disposition", code.disposition.rawValue),
                ]
                return (association.pair.labels + own, Double(counts[code] ?? 0))
            }
    }
}

extension Timestamp {
    fileprivate var unixSeconds: Double { Double(milliseconds) / 1000 }
}
