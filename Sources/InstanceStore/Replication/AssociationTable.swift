// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
import GRDB
import KeyVault
import SyncEngine
import SyncModel

/// The associations of a primary.
enum AssociationTable {
    private static let columns = """
        number, replicaId, region, synchronizationType, state, epoch, backfillPosition, backfillEnd, livePosition,
        pausedReason, pausedUntil, lastContactAt, lastSuccessAt,
        failureCode, failureDetail, failureAttempts, firstFailedAt, lastFailedAt, NULL
        """

    static func all(_ db: Database) throws -> [AssociationRecord] {
        try DirectStatement("SELECT \(columns) FROM association ORDER BY replicaId", db).all({ _ in }, reading: record)
    }

    static func find(_ number: AssociationNumber, _ db: Database) throws -> AssociationRecord? {
        try DirectStatement("SELECT \(columns) FROM association WHERE number = ?", db)
            .first({ $0.append(number.rawValue) }, reading: record)
    }

    static func type(_ number: AssociationNumber, _ db: Database) throws -> SynchronizationType {
        let statement = try db.cachedStatement(sql: "SELECT synchronizationType FROM association WHERE number = ?")
        let text = try String.fetchOne(statement, arguments: [number.rawValue])
        guard let type = text.flatMap(SynchronizationType.init(rawValue:)) else {
            throw StoreError.defect(detail: "there is no association \(number.rawValue)")
        }
        return type
    }

    /// When an association ended; nil: it lasts.
    static func endedAt(_ number: AssociationNumber, _ db: Database) throws -> Timestamp? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT p.disassociatedAt FROM association AS a JOIN pair AS p ON p.counterpartId = a.replicaId
                WHERE a.number = ? AND a.state = 'disassociated'
                """
        )
        return try Int64.fetchOne(statement, arguments: [number.rawValue]).map(Timestamp.init(milliseconds:))
    }

    static func insert(
        replicaID: InstanceID,
        region: String,
        type: SynchronizationType,
        rootKey: SealingKey,
        _ context: WriteContext
    ) throws -> AssociationNumber {
        let digestKey = try DigestKey.generate()
        let sealed = try rootKey.seal(digestKey.material, context: DigestRule.sealContext(counterpart: replicaID))
        let head = context.head.rawValue
        try context.db.execute(
            sql: """
                INSERT INTO association (replicaId, region, synchronizationType, state, epoch, digestKey,
                  backfillPosition, backfillEnd, livePosition, createdAt)
                VALUES (?, ?, ?, 'reserving', 1, ?, 0, ?, ?, ?)
                """,
            arguments: [
                replicaID.description, region, type.rawValue, Data(sealed), head, head, context.now.milliseconds,
            ]
        )
        return AssociationNumber(context.db.lastInsertedRowID)
    }

    static func digestKey(_ number: AssociationNumber, rootKey: SealingKey, _ db: Database) throws -> DigestKey {
        let statement = try db.cachedStatement(sql: "SELECT replicaId, digestKey FROM association WHERE number = ?")
        guard let row = try Row.fetchOne(statement, arguments: [number.rawValue]) else {
            throw StoreError.defect(detail: "there is no association \(number.rawValue)")
        }
        let context = DigestRule.sealContext(counterpart: InstanceID(stored: row[0]))
        return try DigestKey(try rootKey.open(Array(row[1] as Data), context: context))
    }

    private static func record(_ row: DirectStatement.Columns) throws -> AssociationRecord {
        guard let type = SynchronizationType(rawValue: row.text(3)),
            let stage = AssociationRecord.Stage(rawValue: row.text(4))
        else { throw StoreError.damaged(reason: "the table association holds an unknown word") }
        return AssociationRecord(
            number: AssociationNumber(row.int64(0)),
            replicaID: InstanceID(stored: row.text(1)),
            region: row.text(2),
            type: type,
            stage: stage,
            epoch: Epoch(row.int64(5)),
            positions: Positions(
                backfill: SequenceNumber(row.int64(6)),
                backfillEnd: SequenceNumber(row.int64(7)),
                live: SequenceNumber(row.int64(8))
            ),
            pause: row.optionalText(9).map {
                AssociationRecord.Pause(reason: $0, until: row.optionalTimestamp(10))
            },
            cause: SetAsideColumns.cause(row, from: 13),
            lastContactAt: row.optionalTimestamp(11),
            lastSuccessAt: row.optionalTimestamp(12)
        )
    }
}
