// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// The order of the replicas on the screen.
enum TopOrder {
    static func sorted(
        _ replicas: [SynchronizationInterface.Association],
        by order: TopState.Order
    ) -> [SynchronizationInterface.Association] {
        let byName = replicas.sorted { name($0) < name($1) }
        // Equal ones stay sorted by name: `sorted` is stable.
        switch order {
        case .name: return byName
        case .lag: return byName.sorted { lag($0) > lag($1) }
        case .pending: return byName.sorted { pending($0) > pending($1) }
        case .worst: return byName.sorted { rank($0) > rank($1) }
        }
    }

    private static func rank(_ replica: SynchronizationInterface.Association) -> (Int32, Int, Double) {
        (StatusReport.verdict(on: replica).rawValue, replica.counts.failed, lag(replica))
    }

    private static func name(_ replica: SynchronizationInterface.Association) -> (String, String) {
        (replica.primaryInstanceId, replica.replicaInstanceId)
    }

    /// Unknown is worse than any number; what is over is no matter.
    private static func lag(_ replica: SynchronizationInterface.Association) -> Double {
        replica.state == .disassociated ? -1 : replica.lagSeconds ?? .infinity
    }

    private static func pending(_ replica: SynchronizationInterface.Association) -> Int {
        replica.counts.pending + replica.counts.inProgress
    }
}
