// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
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
        let statement = try db.cachedStatement(sql: findingByName)
        return try Row.fetchOne(statement, arguments: [id.description]).map(ResourceRecord.init(row:))
    }

    /// The row at a place in the file, tombstones included.
    package static func find(_ rowID: RowID, _ db: Database) throws -> ResourceRecord? {
        let statement = try db.cachedStatement(sql: findingByPlace)
        return try Row.fetchOne(statement, arguments: [rowID.rawValue]).map(ResourceRecord.init(row:))
    }

    /// Live rows of a kind after a name, in the order of the names' bytes.
    static func list(_ kind: ResourceKind, after name: String?, limit: Int, _ db: Database) throws -> [ResourceRecord] {
        // All names of a kind lie between its prefix and the same with the character after the slash.
        let (start, end) =
            switch kind {
            case .key: ("key/", "key0")
            case .secret: ("secret/", "secret0")
            }
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns) FROM resource
                WHERE resourceId > ? AND resourceId < ? AND isDeleted = 0 ORDER BY resourceId LIMIT ?
                """
        )
        return try Row.fetchAll(statement, arguments: [start + (name ?? ""), end, limit]).map(ResourceRecord.init(row:))
    }

    /// Reads a row that was selected with `columns`; throws `damaged` where it makes no sense.
    init(row: Row) throws {
        let text: String = row[1]
        do {
            id = try ResourceID(text)
        } catch {
            throw StoreError.damaged(reason: "row \(row[0] as Int64) of the table resource has no valid name")
        }
        rowID = RowID(row[0])
        revision = Revision(row[3])
        sequence = (row[4] as Int64?).map { SequenceNumber($0) }
        isUrgent = row[5]
        isDeleted = row[6]
        epoch = Epoch(row[7])
        digest = (row[8] as Data?).flatMap { Digest(Array($0)) }
        size = row[9]
        createdAt = Timestamp(milliseconds: row[10])
        changedAt = Timestamp(milliseconds: row[11])
        description = row[12]
        tags = try TagsText.decode(row[13], of: id)
        plannedDeletionAt = (row[14] as Int64?).map(Timestamp.init(milliseconds:))
        switch id {
        case .key:
            guard let spec = (row[15] as String?).flatMap(KeySpec.init(rawValue:)), let version = row[17] as String?
            else { throw ResourceFault.damaged(id, reason: "its spec is unknown") }
            details = .key(spec: spec, isEnabled: row[16], primaryVersionID: VersionID(stored: version))
        case .secret:
            details = .secret(encryptionKeyID: (row[18] as String?).map(KeyID.init(stored:)))
        }
    }

    /// Writes a row that is not there yet.
    mutating func insert(_ db: Database) throws {
        let statement = try db.cachedStatement(sql: Self.insertion)
        try statement.execute(arguments: [id.description, id.kind.rawValue] + changingValues)
        rowID = RowID(db.lastInsertedRowID)
    }

    /// Overwrites the row that is there.
    func update(_ db: Database) throws {
        let statement = try db.cachedStatement(sql: Self.overwriting)
        try statement.execute(arguments: changingValues + [rowID.rawValue])
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

    private var changingValues: StatementArguments {
        let (spec, isEnabled, primaryVersionID, encryptionKeyID): (String?, Bool, String?, String?) =
            switch details {
            case .key(let spec, let isEnabled, let version): (spec.rawValue, isEnabled, version.description, nil)
            case .secret(let key): (nil, true, nil, key?.description)
            }
        return [
            revision.rawValue, sequence?.rawValue, isUrgent, isDeleted, epoch.rawValue, digest.map { Data($0.bytes) },
            size, createdAt.milliseconds, changedAt.milliseconds, description, TagsText.encode(tags),
            plannedDeletionAt?.milliseconds, spec, isEnabled, primaryVersionID, encryptionKeyID,
        ]
    }
}
