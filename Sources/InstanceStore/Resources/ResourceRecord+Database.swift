// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import GRDB
package import SyncModel

extension ResourceRecord {
    /// The columns in the order in which `init(_:)` reads them.
    static let columns = """
        rowId, resourceId, kind, revision, sequence, isUrgent, isDeleted, epoch, digest, size, createdAt, changedAt, \
        description, tags, plannedDeletionAt, spec, isEnabled, primaryVersionId, encryptionKeyId
        """

    /// The row of a resource, tombstones included.
    package static func find(_ id: ResourceID, _ db: Database) throws -> ResourceRecord? {
        try DirectStatement(findingByName, db).first({ $0.append(id.description) }, reading: ResourceRecord.init(row:))
    }

    /// The row at a place in the file, tombstones included.
    package static func find(_ rowID: RowID, _ db: Database) throws -> ResourceRecord? {
        try DirectStatement(findingByPlace, db).first({ $0.append(rowID.rawValue) }, reading: ResourceRecord.init(row:))
    }

    /// Live rows of a kind after a name, in the order of the names' bytes.
    static func list(_ kind: ResourceKind, after name: String?, limit: Int, _ db: Database) throws -> [ResourceRecord] {
        // All names of a kind lie between its prefix and the same with the character after the slash.
        let (start, end) =
            switch kind {
            case .key: ("key/", "key0")
            case .secret: ("secret/", "secret0")
            }
        let statement = try DirectStatement(
            """
            SELECT \(columns) FROM resource
            WHERE resourceId > ? AND resourceId < ? AND isDeleted = 0 ORDER BY resourceId LIMIT ?
            """,
            db
        )
        let bind = { (arguments: inout DirectStatement.Arguments) in
            arguments.append(start + (name ?? ""))
            arguments.append(end)
            arguments.append(limit)
        }
        return try statement.all(bind, reading: ResourceRecord.init(row:))
    }

    /// Reads a row that was selected with `columns`; throws `damaged` where it makes no sense.
    init(row: DirectStatement.Columns) throws {
        do {
            id = try ResourceID(row.text(1))
        } catch {
            throw StoreError.damaged(reason: "row \(row.int64(0)) of the table resource has no valid name")
        }
        rowID = RowID(row.int64(0))
        revision = Revision(row.int64(3))
        sequence = row.optionalInt64(4).map { SequenceNumber($0) }
        isUrgent = row.bool(5)
        isDeleted = row.bool(6)
        epoch = Epoch(row.int64(7))
        digest = row.optionalBytes(8).flatMap { Digest($0) }
        size = row.int(9)
        createdAt = row.timestamp(10)
        changedAt = row.timestamp(11)
        description = row.text(12)
        tags = try TagsText.decode(row.text(13), of: id)
        plannedDeletionAt = row.optionalTimestamp(14)
        switch id {
        case .key:
            guard let spec = row.optionalText(15).flatMap(KeySpec.init(rawValue:)), let version = row.optionalText(17)
            else { throw ResourceFault.damaged(id, reason: "its spec is unknown") }
            details = .key(spec: spec, isEnabled: row.bool(16), primaryVersionID: VersionID(stored: version))
        case .secret:
            details = .secret(encryptionKeyID: row.optionalText(18).map(KeyID.init(stored:)))
        }
    }

    /// Writes a row that is not there yet.
    mutating func insert(_ db: Database) throws {
        try DirectStatement(Self.insertion, db).run { arguments in
            arguments.append(id.description)
            arguments.append(Int(id.kind.rawValue))
            appendChangingValues(to: &arguments)
        }
        rowID = RowID(db.lastInsertedRowID)
    }

    /// Overwrites the row that is there.
    func update(_ db: Database) throws {
        try DirectStatement(Self.overwriting, db).run { arguments in
            appendChangingValues(to: &arguments)
            arguments.append(rowID.rawValue)
        }
    }

    /// Writes the row, whether it is there or not.
    mutating func save(_ db: Database) throws {
        if rowID == RowID(0) { try insert(db) } else { try update(db) }
    }

    private static let changingColumns = [
        "revision", "sequence", "isUrgent", "isDeleted", "epoch", "digest", "size", "createdAt", "changedAt",
        "description", "tags", "plannedDeletionAt", "spec", "isEnabled", "primaryVersionId", "encryptionKeyId",
    ]

    private static let insertion = """
        INSERT INTO resource (resourceId, kind, \(changingColumns.joined(separator: ", ")))
        VALUES (?, ?, \(changingColumns.map { _ in "?" }.joined(separator: ", ")))
        """

    private static let overwriting = """
        UPDATE resource SET \(changingColumns.map { $0 + " = ?" }.joined(separator: ", ")) WHERE rowId = ?
        """

    private static let findingByName = "SELECT \(columns) FROM resource WHERE resourceId = ?"

    private static let findingByPlace = "SELECT \(columns) FROM resource WHERE rowId = ?"

    private func appendChangingValues(to arguments: inout DirectStatement.Arguments) {
        arguments.append(revision.rawValue)
        arguments.append(sequence?.rawValue)
        arguments.append(isUrgent)
        arguments.append(isDeleted)
        arguments.append(epoch.rawValue)
        arguments.append(digest?.bytes)
        arguments.append(size)
        arguments.append(createdAt.milliseconds)
        arguments.append(changedAt.milliseconds)
        arguments.append(description)
        arguments.append(TagsText.encode(tags))
        arguments.append(plannedDeletionAt?.milliseconds)
        switch details {
        case .key(let spec, let isEnabled, let version):
            arguments.append(spec.rawValue)
            arguments.append(isEnabled)
            arguments.append(version.description)
            arguments.append(nil as String?)
        case .secret(let key):
            arguments.append(nil as String?)
            arguments.append(true)
            arguments.append(nil as String?)
            arguments.append(key?.description)
        }
    }
}
