// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What an instance's file needs of the process that hosts it.
package struct FileHost: Sendable {
    /// Wall-clock time.
    package let clock: @Sendable () -> Timestamp
    /// Told when a file's disk failed on a write or sync: what was not acknowledged may be lost, and nothing more is
    /// written to the file.
    package let diskFailed: @Sendable (InstanceID, StoreError) -> Void
    /// Told of every file that was opened, before anything is written to it.
    package let opened: @Sendable (InstanceFile) -> Void
    /// Told when a file was opened whose root key was under another master key, by their ids, and is now under the first.
    package let rewrapped: @Sendable (InstanceID, _ from: String, _ to: String) -> Void
    /// Told when an open file begins to refuse changes for lack of space, and when it takes them again.
    package let spaceChanged: @Sendable (InstanceID, _ isFull: Bool) -> Void
    /// Told of what the writer of a file did, on its queue: must not block.
    package let wrote: @Sendable (InstanceID, WriterActivity) -> Void

    /// Puts the parts together.
    package init(
        clock: @escaping @Sendable () -> Timestamp,
        diskFailed: @escaping @Sendable (InstanceID, StoreError) -> Void,
        opened: @escaping @Sendable (InstanceFile) -> Void = { _ in },
        rewrapped: @escaping @Sendable (InstanceID, _ from: String, _ to: String) -> Void = { _, _, _ in },
        spaceChanged: @escaping @Sendable (InstanceID, _ isFull: Bool) -> Void = { _, _ in },
        wrote: @escaping @Sendable (InstanceID, WriterActivity) -> Void = { _, _ in }
    ) {
        self.clock = clock
        self.diskFailed = diskFailed
        self.opened = opened
        self.rewrapped = rewrapped
        self.spaceChanged = spaceChanged
        self.wrote = wrote
    }
}

/// What the writer of an instance's file did, for those who measure it.
package enum WriterActivity: Sendable {
    /// A transaction of so many changes is on disk, so long after it was begun.
    case committed(changes: Int, Duration)
    /// A transaction failed.
    case commitFailed(StoreError)
    /// The log was copied into the file.
    case checkpointed(Duration)
}
