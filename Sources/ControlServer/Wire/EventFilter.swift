// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// Which events a subscriber wants.
struct EventFilter: Sendable {
    // Named by the contract, and not told by this version yet.
    private static let namedAhead: Set<String> = ["drift_found"]

    private let instance: InstanceID?
    private let replica: InstanceID?
    private let kinds: Set<String>?

    /// Checks every part; one that is left out asks for all.
    init(_ parameters: MonitorInterface.Subscribe.Parameters) throws(InvalidInput) {
        instance = try WireInput.instance(parameters.instanceId, field: "instanceId")
        replica = try WireInput.instance(parameters.replicaInstanceId, field: "replicaInstanceId")
        kinds = parameters.events.map(Set.init)
        let known = Self.namedAhead.union(MonitorEvent.Kind.allCases.map(\.rawValue))
        guard kinds?.isSubset(of: known) ?? true else {
            throw InvalidInput(field: "events", reason: "an event is one of \(known.sorted().joined(separator: ", "))")
        }
    }

    /// Whether the subscriber wants the event.
    func admits(_ event: MonitorEvent) -> Bool {
        (instance == nil || event.instanceID == instance) && (replica == nil || event.replicaID == replica)
            && kinds?.contains(event.kind.rawValue) ?? true
    }
}
