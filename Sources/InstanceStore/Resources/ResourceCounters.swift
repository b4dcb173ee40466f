// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncModel

/// The counters of the table `instance`: live resources by kind, right in every transaction.
enum ResourceCounters {
    static func add(_ difference: Int, _ kind: ResourceKind, _ db: Database) throws {
        guard difference != 0 else { return }
        let sql =
            switch kind {
            case .key: "UPDATE instance SET keyCount = keyCount + ?"
            case .secret: "UPDATE instance SET secretCount = secretCount + ?"
            }
        try db.cachedStatement(sql: sql).execute(arguments: [difference])
    }

    static func quota(_ kind: ResourceKind, _ db: Database) throws -> Quota {
        let sql =
            switch kind {
            case .key: "SELECT keyLimit, keyCount FROM instance"
            case .secret: "SELECT secretLimit, secretCount FROM instance"
            }
        guard let row = try Row.fetchOne(try db.cachedStatement(sql: sql)) else {
            throw StoreError.damaged(reason: "the table instance is empty")
        }
        return Quota(limit: row[0], used: row[1])
    }
}
