// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
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
    /// A statement was wrong: a defect of kmsync, not of the disk.
    case defect(detail: String)
    /// The durability setting did not hold; nothing may be acknowledged on such a file.
    case notDurable(synchronous: Int)
    /// An instance of this id is there already.
    case exists(InstanceID)
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
        case .defect(let detail):
            "a defect in kmsync (\(detail)): report it"
        case .notDurable(let synchronous):
            "SQLite runs with synchronous=\(synchronous) instead of FULL: this is a defect, report it"
        case .exists(let id):
            "an instance \(id) is there already"
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
}
