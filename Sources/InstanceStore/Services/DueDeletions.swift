// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
package import KeyManagement
package import SyncModel

/// Executes planned deletions of one instance's file once their waiting period is over.
package struct DueDeletions: Sendable {
    /// Most resources that one transaction destroys.
    package static let maximumBatch = 100

    /// What a turn did.
    package struct Outcome: Sendable, Equatable {
        /// When the next deletion is due; nil: none is planned.
        package var next: Timestamp?
        /// Whose material is gone for good.
        package var destroyed: [ResourceID]
    }

    private let file: InstanceFile

    /// Executes those of this file.
    package init(_ file: InstanceFile) { self.file = file }

    /// Whether `destroyDue` would find something.
    ///
    /// Costs a short read, no commit. An unreadable file has nothing due.
    package func isAnyDue(_ now: Timestamp) -> Bool {
        let next = try? file.read { db in  // ignoring: what cannot be read now is asked again at the next turn.
            try self.next(tombstonesOnly: try InstanceRole.current(db) == .replica, db)
        }
        return next.flatMap { $0 }.map { $0 <= now } ?? false
    }

    /// Destroys what is due, up to a batch, and tells what that was and when the next deletion is due.
    ///
    /// A primary and a standalone instance leave tombstones. A replica destroys no live resource, as that is its primary's
    /// to say, but erases what tombstones still hold once its own waiting period is over. A frozen instance destroys
    /// nothing. A time that is not after `now` says that there is more to do at once.
    package func destroyDue(_ now: Timestamp, completion: @escaping Completion<Outcome>) {
        let (id, rootKey) = (file.id, file.rootKey)
        file.write { context in
            let role = try InstanceRole.current(context.db)
            guard role != .frozen else { return Outcome(next: nil, destroyed: []) }
            let call = CallerChange(instanceID: id, rootKey: rootKey, context: context)
            let records = try due(now, tombstonesOnly: role == .replica, context.db)
            for record in records {
                if record.isDeleted { try call.writer.erase(record) } else { try call.destroy(record) }
            }
            return Outcome(
                next: try next(tombstonesOnly: role == .replica, context.db),
                destroyed: records.map(\.id)
            )
        } completion: { result in
            completion(result.mapError { Refusal($0) })
        }
    }

    private func due(_ now: Timestamp, tombstonesOnly: Bool, _ db: Database) throws -> [ResourceRecord] {
        let statement = try DirectStatement(
            """
            SELECT \(ResourceRecord.columns) FROM resource
            WHERE plannedDeletionAt <= ? AND isDeleted >= ? ORDER BY plannedDeletionAt LIMIT ?
            """,
            db
        )
        let bind = { (arguments: inout DirectStatement.Arguments) in
            arguments.append(now.milliseconds)
            arguments.append(tombstonesOnly)
            arguments.append(Self.maximumBatch)
        }
        return try statement.all(bind, reading: ResourceRecord.init(row:))
    }

    private func next(tombstonesOnly: Bool, _ db: Database) throws -> Timestamp? {
        let statement = try db.cachedStatement(
            sql: "SELECT min(plannedDeletionAt) FROM resource WHERE plannedDeletionAt IS NOT NULL AND isDeleted >= ?"
        )
        return try Int64.fetchOne(statement, arguments: [tombstonesOnly]).map(Timestamp.init(milliseconds:))
    }
}
