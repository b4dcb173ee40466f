// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What is rehearsed: who takes part, what they do, what goes wrong, and what has to be reached.
package struct Scenario: Sendable {
    /// A replica.
    package struct Replica: Sendable {
        /// Its id and region.
        package var name: String
        /// One way through the network, in milliseconds.
        package var latency: ClosedRange<Double>
        /// Whether it covers all resources, or a selection that grows.
        package var coversAll: Bool
        /// When it is associated, as a share of the run.
        package var joins: Double
        /// Another residency zone than the primary's makes its association forbidden.
        package var zone: String

        /// Puts the parts together.
        package init(
            name: String,
            latency: ClosedRange<Double> = 5...20,
            coversAll: Bool = true,
            joins: Double = 0,
            zone: String = "default"
        ) {
            self.name = name
            self.latency = latency
            self.coversAll = coversAll
            self.joins = joins
            self.zone = zone
        }
    }

    /// What applications and operators do.
    package struct Workload: Sendable {
        /// Resources that are there at the beginning.
        package var resources: Int
        /// Share of them that are keys.
        package var keyShare: Double
        /// Changes a second.
        package var changesPerSecond: Double
        /// Share of changes that take something away: disable, planned deletion, deletion.
        package var urgentShare: Double

        /// Puts the parts together.
        package init(
            resources: Int,
            keyShare: Double = 0.25,
            changesPerSecond: Double = 1,
            urgentShare: Double = 0.1
        ) {
            self.resources = resources
            self.keyShare = keyShare
            self.changesPerSecond = changesPerSecond
            self.urgentShare = urgentShare
        }
    }

    /// What a run is judged by.
    package struct Targets: Sendable {
        /// Most age in seconds of a change that a replica lacks while nothing is wrong with it.
        package var recoveryPoint: Double
        /// Most seconds from the end of a fault until everything is in sync again.
        package var recoveryTime: Double

        /// Puts the parts together.
        package init(recoveryPoint: Double = 5, recoveryTime: Double = 600) {
            self.recoveryPoint = recoveryPoint
            self.recoveryTime = recoveryTime
        }
    }

    /// Its name: that of its file.
    package var name: String
    /// One sentence for a person.
    package var summary: String
    /// Seconds during which changes and faults happen; after that everything has to become equal.
    package var duration: Double
    /// Who follows the primary.
    package var replicas: [Replica]
    /// What is done.
    package var workload: Workload
    /// What goes wrong.
    package var faults: [PlannedFault]
    /// What has to be reached.
    package var targets: Targets

    /// Puts the parts together.
    package init(
        name: String,
        summary: String,
        duration: Double,
        replicas: [Replica],
        workload: Workload,
        faults: [PlannedFault],
        targets: Targets = Targets()
    ) {
        self.name = name
        self.summary = summary
        self.duration = duration
        self.replicas = replicas
        self.workload = workload
        self.faults = faults
        self.targets = targets
    }

    /// The same disaster in small: minutes and dozens of resources, so that thousands of seeds can be run.
    package func scaled(seed: UInt64) -> Scenario {
        var small = self
        small.duration = min(duration, 120)
        small.workload.resources = min(workload.resources, 8 + Int(seed % 40))
        small.workload.changesPerSecond = 0.75
        return small
    }
}
