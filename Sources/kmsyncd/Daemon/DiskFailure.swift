// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import InstanceStore
import SyncModel

/// What becomes of the daemon when a write or a sync failed under a file that acknowledges changes.
enum DiskFailure {
    /// After a failed sync nobody knows what is on the disk, and a second sync that succeeds proves nothing: the process
    /// ends at once, says why, and starts again from what is really there.
    static func handle(_ id: InstanceID, _ error: StoreError, _ journal: JournalWriter) {
        journal.record(DaemonTransition.diskFailed(id, detail: error.description))
        // What was only counted until now is told, too: nobody else will.
        journal.finish()
        abort()
    }
}
