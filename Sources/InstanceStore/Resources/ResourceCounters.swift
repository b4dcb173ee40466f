// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncModel

/// The counters of the table `instance`, live resources by kind, as one change makes them.
///
/// Read and written once a change, however many resources it has; right in the file after every change.
final class ResourceCounters {
    private let db: Database
    private var read: (keys: Quota, secrets: Quota)?
    private var difference: (keys: Int, secrets: Int) = (0, 0)

    init(_ db: Database) { self.db = db }

    func add(_ difference: Int, _ kind: ResourceKind) {
        switch kind {
        case .key: self.difference.keys += difference
        case .secret: self.difference.secrets += difference
        }
    }

    /// What is allowed and used now, this change counted.
    func quota(_ kind: ResourceKind) throws -> Quota {
        let read = try read ?? readAll()
        self.read = read
        return switch kind {
        case .key: Quota(limit: read.keys.limit, used: read.keys.used + difference.keys)
        case .secret: Quota(limit: read.secrets.limit, used: read.secrets.used + difference.secrets)
        }
    }

    /// Writes what the change made of them; the next change begins.
    func save() throws {
        defer { forget() }
        guard difference != (0, 0) else { return }
        let sql = "UPDATE instance SET keyCount = keyCount + ?, secretCount = secretCount + ?"
        try DirectStatement(sql, db).run { arguments in
            arguments.append(difference.keys)
            arguments.append(difference.secrets)
        }
    }

    /// The change did not take place.
    func forget() {
        read = nil
        difference = (0, 0)
    }

    private func readAll() throws -> (keys: Quota, secrets: Quota) {
        let sql = "SELECT keyLimit, keyCount, secretLimit, secretCount FROM instance"
        let read = try DirectStatement(sql, db).first { _ in
        } reading: { row in
            (Quota(limit: row.int(0), used: row.int(1)), Quota(limit: row.int(2), used: row.int(3)))
        }
        guard let read else { throw StoreError.damaged(reason: "the table instance is empty") }
        return read
    }
}
