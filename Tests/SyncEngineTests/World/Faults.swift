// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// What goes wrong in a run, how often, until `World.faultTime`.
struct Faults {
    var name: String
    /// Chance that a request or its answer is lost.
    var loss = 0.0
    /// Chance that a push arrives twice.
    var duplication = 0.0
    /// Chance that a read of the primary fails.
    var readFailure = 0.0
    /// Chance that a commit fails.
    var commitFailure = 0.0
    /// Chance that an item is refused.
    var itemFailure = 0.0
    /// Chance that the replica asks for fewer requests.
    var throttling = 0.0
    /// Chance that the replica says that its disk is full.
    var fullness = 0.0
    var crashes = 0
    var outages = 0
    var pauses = 0
    var restores = 0
    var clockJumps = 0
    /// Resources that break the connection.
    var poison = 0

    static let profiles = [
        Faults(name: "none"),
        Faults(name: "losses", loss: 0.1, duplication: 0.2),
        Faults(name: "items", itemFailure: 0.2),
        Faults(name: "crashes", commitFailure: 0.1, itemFailure: 0.05, crashes: 6),
        Faults(name: "outages", loss: 0.03, outages: 4),
        Faults(name: "store", readFailure: 0.2, commitFailure: 0.3, itemFailure: 0.1),
        Faults(name: "throttle", throttling: 0.3, pauses: 3),
        Faults(name: "full", fullness: 0.1, pauses: 2),
        Faults(name: "restores", duplication: 0.1, crashes: 2, restores: 3),
        Faults(name: "clock", itemFailure: 0.2, crashes: 2, clockJumps: 4),
        Faults(name: "poison", poison: 2),
        Faults(
            name: "all",
            loss: 0.05,
            duplication: 0.1,
            readFailure: 0.05,
            commitFailure: 0.05,
            itemFailure: 0.1,
            throttling: 0.05,
            fullness: 0.02,
            crashes: 3,
            outages: 2,
            pauses: 2,
            clockJumps: 2,
            poison: 1
        ),
    ]
}
