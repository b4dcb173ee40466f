// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// How many resources are where on their way to one replica.
///
/// Counted so that a later change is never counted as confirmed.
package struct Tally: Sendable, Hashable {
    /// Not sent yet.
    package var pending: Int
    /// Being sent.
    package var inProgress: Int
    /// Confirmed.
    package var inSync: Int
    /// Set aside with a cause that is their own.
    package var failed: Int
    /// Failed ones by cause.
    package var causes: [FailureCode: Int]

    /// Puts the parts together.
    package init(
        pending: Int,
        inProgress: Int,
        inSync: Int,
        failed: Int,
        causes: [FailureCode: Int]
    ) {
        self.pending = pending
        self.inProgress = inProgress
        self.inSync = inSync
        self.failed = failed
        self.causes = causes
    }
}
