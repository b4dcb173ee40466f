// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// What happened, for those who check it; told at the moment of the event, before anything follows from it.
enum Observation {
    /// A change is durable at the primary.
    case stored(StoredResource)
    /// A caller was told so.
    case acknowledged(StoredResource)
    /// The primary's process ended; what it had in memory is gone.
    case primaryEnded
    /// The association is reserved at the primary.
    case associated(ReplicaSite)
    /// The replica follows.
    case followed(ReplicaSite)
    /// The replica's freeze is durable.
    case froze(ReplicaSite)
    /// A hello goes out.
    case attempted(ReplicaSite)
    /// The core wants a batch sent.
    case pushed(PushJob, ReplicaSite)
    /// It was answered, or will not be.
    case answered(PushJob, PushOutcome, ReplicaSite)
    /// The primary heard of the replica.
    case heard(ReplicaSite)
    /// A request failed.
    case failed(LinkFailure, ReplicaSite)
    /// A replica's file holds something else now.
    case applied(ReplicaFile.Held, before: ReplicaFile.Held?, ReplicaSite)
    /// The core calls these confirmed.
    case confirmed([PushItem], ReplicaSite)
    /// Progress is durable at the primary.
    case progressed(Progress, before: Positions, ReplicaSite)
    /// An operator forgot all backoff.
    case retried(ReplicaSite)
    /// Somebody looks at where a resource is.
    case looked(Look)
    /// The lag of a replica is looked at; in truth, the oldest change that still stands and is missing has this age.
    case sampled(ReplicaSite, told: Duration?, truth: Duration)
    /// Everything is looked at once.
    case swept
    /// The run is over; whether everything became equal.
    case ended(isEqual: Bool)
}

/// Where a resource is on its way to a replica, as people are told.
struct Look {
    var site: ReplicaSite
    var run: AssociationRun
    var resource: StoredResource
    var view: ReplicaView
    var status: DerivedStatus
    /// The explanation that goes with it; nil: it was not asked for.
    var explanation: Explanation?
}

/// Keeps one promise: says what is wrong as soon as an observation shows it.
protocol Checker: AnyObject {
    /// What it is called in a violation.
    var name: String { get }
    /// Looks at what happened; answers what is wrong with it.
    func check(_ observation: Observation, in simulation: Simulation) -> String?
}
