// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Whether a batch may be looked at at all.
package enum EpochRule {
    /// The answer of the rule.
    package enum Decision: Sendable, Hashable {
        /// The epochs agree.
        case accept
        /// Authority moved on: the push is of an older epoch.
        case fenced
        /// The push is of a newer epoch: only a hello raises the replica's.
        case helloAgain
    }

    /// Compares the push's epoch with the association's.
    package static func decide(association: Epoch, pushed: Epoch) -> Decision {
        if pushed < association { return .fenced }
        return pushed > association ? .helloAgain : .accept
    }
}
