// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

/// Why an instance's file cannot be used.
package enum StoreError: Error, Sendable {
    /// The file was written by a newer version of kmsync.
    case newerFile(version: Int, supported: Int)
    /// The file is not an instance's file, or is damaged.
    case damaged(reason: String)
    /// The disk or the quota is full; nothing of the change was kept.
    case full
    /// The disk failed.
    case failed(detail: String)
    /// Another program holds the file's lock; nothing of the change was kept.
    case locked
    /// A statement was wrong: a defect of kmsync, not of the disk.
    case defect(detail: String)
    /// The durability setting did not hold; nothing may be acknowledged on such a file.
    case notDurable(synchronous: Int)
    /// An instance of this id is there already.
    case exists(InstanceID)
    /// The instance is being made.
    case beingCreated
    /// The file was closed.
    case closed
}

extension StoreError: CustomStringConvertible {
    /// One sentence that says what happened and what to do.
    package var description: String {
        switch self {
        case .newerFile(let version, let supported):
            "the file has format \(version), this kmsyncd knows up to \(supported): upgrade kmsyncd"
        case .damaged(let reason):
            "the file is not an instance's file or is damaged (\(reason)): restore it from a backup"
        case .full:
            "no space is left for the instance's file: free space; nothing was lost and service resumes by itself"
        case .failed(let detail):
            "the disk failed (\(detail)): check the disk"
        case .locked:
            "another program holds the lock of the instance's file: end it; nothing was changed"
        case .defect(let detail):
            "a defect in kmsync (\(detail)): report it"
        case .notDurable(let synchronous):
            "SQLite runs with synchronous=\(synchronous) instead of FULL: this is a defect, report it"
        case .exists(let id):
            "an instance \(id) is there already"
        case .beingCreated:
            "the instance is being created: repeat it in a moment"
        case .closed:
            "the instance's file was closed"
        }
    }
}

extension StoreError: StorageFault {
    /// Whether no space is left.
    package var isFull: Bool {
        if case .full = self { true } else { false }
    }

    /// What a primary is told whose replica has this error.
    package var linkFailure: LinkFailure {
        switch self {
        case .full: LinkFailure(.replicaStorageFull)
        case .closed, .beingCreated, .locked: LinkFailure(.replicaUnavailable, detail: description)
        case .newerFile, .damaged, .failed, .defect, .notDurable, .exists:
            LinkFailure(.replicaStorageError, detail: description)
        }
    }

    /// Whether it may end without anybody doing something to the file: then it is worth opening it again.
    package var isPassing: Bool {
        switch self {
        case .full, .failed, .locked: true
        case .newerFile, .damaged, .defect, .notDurable, .exists, .beingCreated, .closed: false
        }
    }
}
