// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
package import SyncModel

extension InstanceFile {
    /// A change as the feed tells of it.
    package struct Change: Sendable {
        /// Which resource.
        package var resourceID: ResourceID
        /// Its revision now.
        package var revision: Revision
        /// Whether it was deleted.
        package var isDeleted: Bool
    }

    /// What changed after one place of the feed up to another, in order; at most 1,000.
    package func changes(after: SequenceNumber, through: SequenceNumber) throws -> [Change] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT resourceId, revision, isDeleted FROM resource
                    WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT 1000
                    """
            )
            return try Row.fetchAll(statement, arguments: [after.rawValue, through.rawValue]).map { row in
                Change(
                    resourceID: try FeedReader.resourceID(row[0]),
                    revision: Revision(row[1]),
                    isDeleted: row[2]
                )
            }
        }
    }
}
