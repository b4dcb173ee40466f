// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyVault
package import SyncEngine
package import SyncModel

/// The sending side of replication over one instance's file.
package struct PrimaryFile: Sendable {
    private let file: InstanceFile

    /// Sends from this file.
    package init(_ file: InstanceFile) { self.file = file }
}

extension PrimaryFile: PrimaryStore {
    package var headSequence: SequenceNumber { file.headSequence }

    package func instance() throws -> Instance { try file.read { try InstanceRecord.instance($0) } }

    package func observeHead(_ observer: @escaping @Sendable (SequenceNumber, _ urgently: Bool) -> Void) {
        file.observeHead(observer)
    }

    package func readFeed(_ request: FeedRequest, association: AssociationNumber) throws -> FeedPage {
        try reading(association) { db, type in
            try FeedReader(db: db, association: association, type: type).page(request)
        }
    }

    package func readDue(association: AssociationNumber, now: Timestamp, limit: Int) throws -> DuePage {
        try reading(association) { db, type in
            try FeedReader(db: db, association: association, type: type).due(now: now, limit: limit)
        }
    }

    package func load(_ rows: [RowID], association: AssociationNumber) throws -> [LoadedResource] {
        let rootKey = file.rootKey
        return try file.read { db in
            let key = try AssociationTable.digestKey(association, rootKey: rootKey, db)
            let reader = ResourceReader(db, rootKey: rootKey)
            return try rows.compactMap { row in
                // What is damaged fails alone: its neighbours travel.
                guard let place = try place(of: row, db) else { return nil }
                return LoadedResource(
                    row: row,
                    resourceID: place.id,
                    sequence: place.sequence,
                    revision: place.revision,
                    content: try open(row, db, reader, key)
                )
            }
        }
    }

    package func commit(
        _ progress: Progress,
        association: AssociationNumber,
        completion: @escaping @Sendable (Result<CommitReceipt, any Error>) -> Void
    ) {
        file.write { context in
            try ProgressWriter(context: context, association: association).write(progress)
        } completion: {
            completion($0)
        }
    }

    package func associations() throws -> [AssociationRecord] { try file.read { try AssociationTable.all($0) } }

    package func pairs() throws -> Set<InstanceID> {
        try file.read { db in
            Set(try String.fetchAll(db, sql: "SELECT counterpartId FROM pair").map(InstanceID.init(stored:)))
        }
    }

    package func change(
        _ change: AssociationChange,
        completion: @escaping @Sendable (Result<AssociationRecord?, any Error>) -> Void
    ) {
        let rootKey = file.rootKey
        file.write { context in
            try AssociationChanger(context: context, rootKey: rootKey).apply(change)
        } completion: {
            completion($0)
        }
    }

    package func select(
        _ resources: ResourceSelection,
        association: AssociationNumber,
        completion: @escaping @Sendable (Result<SelectionGrowth, any Error>) -> Void
    ) {
        file.write { context in
            try SelectionWriter(context: context, association: association).grow(resources)
        } completion: {
            completion($0)
        }
    }

    package func forgetBackoff(
        of filter: RetryFilter,
        association: AssociationNumber,
        completion: @escaping @Sendable (Result<Int, any Error>) -> Void
    ) {
        file.write { context in
            var retried = 0
            let statement = try context.db.cachedStatement(
                sql: """
                    UPDATE setAside SET nextAttemptAt = :now, attempts = 0
                    WHERE association = :association AND (:code IS NULL OR code = :code)
                      AND (:resource IS NULL OR rowId = (SELECT rowId FROM resource WHERE resourceId = :resource))
                    """
            )
            for resource in filter.resources.map({ $0.map { Optional($0) } }) ?? [nil] {
                try statement.execute(arguments: [
                    "now": context.now.milliseconds, "association": association.rawValue,
                    "code": filter.code?.rawValue, "resource": resource?.description,
                ])
                retried += context.db.changesCount
            }
            return retried
        } completion: {
            completion($0)
        }
    }

    package func standings(_ query: StandingQuery) throws -> [ResourceStanding] {
        try reading(query.association) { db, type in
            try standingReader(query.association, type, db).standings(query)
        }
    }

    package func account(of resource: ResourceID, association: AssociationNumber) throws -> ResourceAccount? {
        try reading(association) { db, type in
            try AccountReader(db: db, association: association, type: type).account(of: resource)
        }
    }

    package func tally(association: AssociationNumber, view: ReplicaView) throws -> Tally {
        try reading(association) { db, type in
            try standingReader(association, type, db).tally(view)
        }
    }

    package func oldestOutstanding(association: AssociationNumber, positions: Positions) throws -> Timestamp? {
        try reading(association) { db, type in
            try StandingReader(db: db, association: association, type: type).oldestOutstanding(positions)
        }
    }

    package func behind(
        association: AssociationNumber,
        view: ReplicaView,
        limit: Int
    ) throws -> (names: [ResourceID], count: Int) {
        try reading(association) { db, type in
            try StandingReader(db: db, association: association, type: type).behind(view, limit: limit)
        }
    }

    package func countSetAside(association: AssociationNumber, through sequence: SequenceNumber) throws -> Int {
        try file.read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT count(*) FROM setAside WHERE association = ? AND sequence <= ?"
            )
            return try Int.fetchOne(statement, arguments: [association.rawValue, sequence.rawValue]) ?? 0
        }
    }

    package func digestKey(association: AssociationNumber) throws -> Material {
        try file.read { try AssociationTable.digestKey(association, rootKey: file.rootKey, $0).material }
    }

    private func standingReader(
        _ association: AssociationNumber,
        _ type: SynchronizationType,
        _ db: Database
    ) throws -> StandingReader {
        var reader = StandingReader(db: db, association: association, type: type)
        reader.endedAt = try AssociationTable.endedAt(association, db)
        return reader
    }

    private func reading<Value>(
        _ association: AssociationNumber,
        _ body: (Database, SynchronizationType) throws -> Value
    ) throws -> Value {
        try file.read { db in try body(db, AssociationTable.type(association, db)) }
    }

    private func place(
        of row: RowID,
        _ db: Database
    ) throws -> (id: ResourceID, sequence: SequenceNumber, revision: Revision)? {
        let sql = "SELECT resourceId, sequence, revision FROM resource WHERE rowId = ? AND sequence IS NOT NULL"
        return try DirectStatement(sql, db).first {
            $0.append(row.rawValue)
        } reading: {
            (try FeedReader.resourceID($0.text(0)), SequenceNumber($0.int64(1)), Revision($0.int64(2)))
        }
    }

    private func open(
        _ row: RowID,
        _ db: Database,
        _ reader: ResourceReader,
        _ key: DigestKey
    ) throws -> Result<OpenedContent, LinkFailure> {
        do {
            guard let record = try ResourceRecord.find(row, db) else {
                return .failure(LinkFailure(.primaryReadFailed, detail: "it is not there"))
            }
            let bytes = ContentCodec.encode(try reader.content(of: record))
            let digest = DigestRule.digest(bytes, id: record.id, revision: record.revision, under: key)
            return .success(OpenedContent(bytes: bytes, digest: digest))
        } catch let fault as ResourceFault {
            return .failure(LinkFailure(.primaryReadFailed, detail: "\(fault)"))
        }
    }
}
