// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import OpenMetrics
import SyncEngine
import SyncMetrics
import SyncModel
import Testing

struct GaugesTests {
    private static func lines(_ snapshot: SyncSnapshot) -> Set<Substring> {
        Set(MetricsText.write(Measurements().families(snapshot), as: .openMetrics).split(separator: "\n"))
    }

    private static let pair = "primary=\"home\",replica=\"away\""

    @Test
    func `a replica in sync has a lag of zero, one in silence has none at all`() throws {
        let lines = Self.lines(.of([try .following(lag: .zero)]))
        #expect(lines.contains("kmsync_replica_lag_seconds{\(Self.pair)} 0"))
        let silent = Self.lines(.of([try .following(lag: nil, connection: .backingOff)]))
        #expect(!silent.contains { $0.hasPrefix("kmsync_replica_lag_seconds{") })
        #expect(silent.contains("kmsync_replica_connection{\(Self.pair),kmsync_replica_connection=\"backing_off\"} 1"))
        #expect(silent.contains("kmsync_replica_connection{\(Self.pair),kmsync_replica_connection=\"connected\"} 0"))
        #expect(silent.contains("kmsync_replica_last_contact_timestamp_seconds{\(Self.pair)} 1700000000.25"))
        #expect(!silent.contains { $0.hasPrefix("kmsync_replica_last_success_timestamp_seconds{") })
    }

    @Test
    func `what is set aside is told by cause, the causes that did not come up at zero`() throws {
        var association = try AssociationView.following()
        association.causes = [CauseCount(code: .secretQuotaExceeded, count: 7)]
        let lines = Self.lines(.of([association]))
        func line(_ cause: String, _ disposition: String, _ count: Int) -> Substring {
            "kmsync_exception_items{\(Self.pair),cause=\"\(cause)\",disposition=\"\(disposition)\"} \(count)"
        }
        #expect(lines.contains(line("secret_quota_exceeded", "blocked", 7)))
        #expect(lines.contains(line("payload_too_large", "terminal", 0)))
        #expect(!lines.contains { $0.contains("same_region") })
    }

    @Test
    func `a file that cannot be used is told of, with what is known without it`() throws {
        let file = SyncSnapshot.File(id: try InstanceID("home"), bytes: 4096, logBytes: 32, isUsable: false)
        let lines = Self.lines(SyncSnapshot(files: [file], connections: 3, version: "1.2", sqliteVersion: "3.4"))
        #expect(lines.contains("kmsync_instance_usable{instance_id=\"home\"} 0"))
        #expect(lines.contains("kmsync_store_wal_bytes{instance_id=\"home\"} 32"))
        #expect(lines.contains("kmsync_store_commit_failures_total{instance_id=\"home\",reason=\"full\"} 0"))
        #expect(lines.contains("kmsync_build_info{version=\"1.2\",sqlite_version=\"3.4\"} 1"))
        #expect(lines.contains("kmsync_control_connections 3"))
    }

    @Test
    func `64 replicas have fewer series than there may be`() throws {
        let measurements = Measurements()
        let associations = try (1...64).map { number in
            var association = try AssociationView.following()
            association.replicaID = try InstanceID("replica-\(number)")
            return association
        }
        let text = MetricsText.write(measurements.families(.of(associations)), as: .openMetrics)
        #expect(text.contains("kmsync_rejected_series_total 0\n"))
        #expect(text.utf8.count < 2 << 20)
    }
}
