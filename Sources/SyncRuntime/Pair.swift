// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// A primary and a replica.
struct Pair: Hashable, Sendable, CustomStringConvertible {
    var primary: InstanceID
    var replica: InstanceID

    var description: String { "\(primary) and \(replica)" }
}
