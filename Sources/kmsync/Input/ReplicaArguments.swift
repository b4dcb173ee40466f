// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import SyncModel

/// A primary and a replica.
struct ReplicaArguments: ParsableArguments {
    @Argument(help: "The primary instance.", completion: DaemonCompletion.primaries) var primary: String
    @Argument(help: "The replica instance.", completion: DaemonCompletion.replicas) var replica: String
}

/// What an association covers.
enum ScopeArgument: String, ExpressibleByArgument, CaseIterable {
    case all
    case selected

    /// The word of the contract.
    var synchronizationType: SynchronizationType {
        switch self {
        case .all: .allResources
        case .selected: .selectedResources
        }
    }
}
