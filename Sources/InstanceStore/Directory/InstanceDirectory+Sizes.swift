// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDBSQLite
import Glibc
package import SyncModel

extension InstanceDirectory {
    /// The file of an instance as it is on the disk.
    package struct FileReport: Sendable {
        /// The instance.
        package var id: InstanceID
        /// Bytes of the file proper.
        package var bytes: Int
        /// Bytes of the write-ahead log.
        package var walBytes: Int
        /// Why it cannot be used; nil: it can.
        package var fault: StoreError?
    }

    /// Every instance's file, sorted by id.
    package func fileReports() -> [FileReport] {
        ids().compactMap { id in
            let fault: StoreError? =
                switch slot(id) {
                case .open: nil
                case .unusable(let error): error
                case nil: nil
                }
            let path = path(of: id)
            return FileReport(id: id, bytes: Self.size(path), walBytes: Self.size(path + "-wal"), fault: fault)
        }
    }

    /// The version of the SQLite library, such as `3.45.1`.
    package static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

    /// Zero for a file that is not there: a log goes when the file is closed.
    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
