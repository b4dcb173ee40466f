// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// A sparse row of what the positions do not cover: a failure with its cause, or an older resource newly selected.
package struct SetAsideRecord: Sendable, Hashable {
    /// The revision that failed or was selected.
    package var revision: Revision
    /// Why it failed; nil: it was selected and not sent yet.
    package var cause: FailureCause?

    /// Puts the parts together.
    package init(revision: Revision, cause: FailureCause?) {
        self.revision = revision
        self.cause = cause
    }
}
