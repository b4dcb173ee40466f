// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import SyncModel

/// What becomes of the daemon when a write or a sync of an instance's file failed.
enum DiskFailure {
    /// After a failed sync nobody knows what is on the disk, and a second sync that succeeds proves nothing: the process
    /// ends at once, says why, and starts again from what is really there.
    static func handle(_ id: InstanceID, _ detail: String, _ journal: JournalWriter) {
        journal.record(DaemonTransition.diskFailed(id, detail: detail))
        abort()
    }
}
