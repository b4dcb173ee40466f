// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
import GRDB
import KeyVault
package import SyncEngine
package import SyncModel

/// The receiving side of replication over one instance's file.
package struct ReplicaFile: Sendable {
    private let file: InstanceFile

    /// Receives into this file.
    package init(_ file: InstanceFile) { self.file = file }

    /// Where the primary was when it last told the replica.
    fileprivate struct Recorded {
        var positions: Positions
        var head: SequenceNumber
    }

    /// What the replica keeps of its association.
    private struct Following {
        var primaryID: InstanceID
        var epoch: Epoch
        var digestKey: DigestKey
        var isFrozen: Bool
    }
}

extension ReplicaFile: ReplicaStore {
    package func candidate() throws -> ReplicaCandidate {
        try file.read { try InstanceRecord.candidate($0) }
    }

    package func transportPublicKey() throws -> [UInt8] {
        try file.read { db in
            Array(try Data.fetchOne(db, sql: "SELECT transportPublicKey FROM instance") ?? Data())
        }
    }

    package func transportPrivateKey() throws -> Material {
        let sealed = try file.read { db in
            Array(try Data.fetchOne(db, sql: "SELECT transportPrivateKey FROM instance") ?? Data())
        }
        return try file.rootKey.open(sealed, context: InstanceRecord.transportContext)
    }

    package func follow(
        primary: Instance,
        epoch: Epoch,
        digestKey: Material,
        completion: @escaping @Sendable (Result<[Violation], LinkFailure>) -> Void
    ) {
        let rootKey = file.rootKey
        guard digestKey.count == DigestKey.size else {
            return completion(.failure(LinkFailure(.protocolUnsupported, detail: "the digest key has another size")))
        }
        file.write { context -> [Violation] in
            let db = context.db
            let candidate = try InstanceRecord.candidate(db)
            if candidate.instance.role == .replica, candidate.instance.primaryID == primary.id,
                try Self.epoch(db) == epoch
            {
                return []
            }
            let violations = AssociationRule.violationsAtReplica(primary: primary, candidate: candidate)
            guard violations.isEmpty else { return violations }
            let sealed = try rootKey.seal(digestKey, context: DigestRule.sealContext(counterpart: primary.id))
            try db.execute(
                sql: "UPDATE instance SET role = 'replica', primaryId = ?",
                arguments: [primary.id.description]
            )
            try db.execute(
                sql: "INSERT INTO following (id, primaryId, epoch, digestKey, associatedAt) VALUES (1, ?, ?, ?, ?)",
                arguments: [primary.id.description, epoch.rawValue, Data(sealed), context.now.milliseconds]
            )
            try db.execute(
                sql: "INSERT INTO pair (counterpartId, epoch, associatedAt) VALUES (?, ?, ?)",
                arguments: [primary.id.description, epoch.rawValue, context.now.milliseconds]
            )
            return []
        } completion: {
            completion($0.mapError(Self.linkFailure))
        }
    }

    package func greet(
        primaryID: InstanceID,
        epoch: Epoch,
        positions: Positions,
        head: SequenceNumber,
        records: Bool,
        completion: @escaping @Sendable (Result<ReplicaGreeting, LinkFailure>) -> Void
    ) {
        do {
            // A greeting that changes nothing costs no commit: heartbeats are mostly of this kind.
            let (known, recorded) = try file.read { db in
                (try Self.following(db, file.rootKey), try Self.recorded(db))
            }
            try Self.check(known, primaryID: primaryID, epoch: epoch)
            if known?.epoch == epoch, !records || recorded?.positions == positions && recorded?.head == head {
                return completion(.success(ReplicaGreeting(recorded)))
            }
        } catch {
            return completion(.failure(Self.linkFailure(error)))
        }
        let rootKey = file.rootKey
        file.write { context -> ReplicaGreeting in
            try Self.check(try Self.following(context.db, rootKey), primaryID: primaryID, epoch: epoch)
            let recorded = try Self.recorded(context.db)
            let kept = records ? nil : recorded
            try Self.record(kept?.positions ?? positions, head: kept?.head ?? head, epoch: epoch, context.db)
            return ReplicaGreeting(recorded)
        } completion: {
            completion($0.mapError(Self.linkFailure))
        }
    }

    package func freeze(
        primaryID: InstanceID,
        epoch: Epoch,
        completion: @escaping @Sendable (Result<Void, LinkFailure>) -> Void
    ) {
        file.write { context in
            let db = context.db
            let instance = try InstanceRecord.instance(db)
            guard instance.primaryID == primaryID else { return try Self.recordAsOver(primaryID, epoch, context) }
            guard instance.role == .replica else { return }
            try db.execute(sql: "UPDATE instance SET role = 'frozen'")
            try db.execute(
                sql: "UPDATE following SET epoch = max(epoch, ?) + 1",
                arguments: [epoch.rawValue]
            )
            try db.execute(
                sql: "UPDATE pair SET disassociatedAt = ? WHERE counterpartId = ?",
                arguments: [context.now.milliseconds, primaryID.description]
            )
        } completion: {
            completion($0.mapError(Self.linkFailure))
        }
    }

    package func apply(
        _ batch: ReceivedBatch,
        completion: @escaping @Sendable (Result<[ItemAnswer.Result], BatchRefusal>) -> Void
    ) {
        let applier: BatchApplier
        do {
            guard let known = try file.read({ try Self.following($0, file.rootKey) }) else {
                throw LinkFailure(.permissionDenied, detail: "\(file.id) follows nobody")
            }
            // Content is decoded and its digest computed before the transaction: the writer is shared.
            applier = BatchApplier(batch, digestKey: known.digestKey, rootKey: file.rootKey)
        } catch {
            return completion(.failure(.failed(Self.linkFailure(error))))
        }
        let rootKey = file.rootKey
        file.write { context -> [ItemAnswer.Result] in
            guard let known = try Self.following(context.db, rootKey) else {
                throw LinkFailure(.permissionDenied, detail: "it follows nobody")
            }
            guard known.primaryID == batch.primaryID else {
                throw LinkFailure(.permissionDenied, detail: "it follows \(known.primaryID)")
            }
            guard !known.isFrozen else { throw Self.frozen }
            switch EpochRule.decide(association: known.epoch, pushed: batch.epoch) {
            case .fenced: throw LinkFailure(.fenced, detail: "epoch \(known.epoch) there, \(batch.epoch) here")
            case .helloAgain: throw BatchRefusal.helloAgain
            case .accept: break
            }
            let answers = try applier.apply(context)
            try Self.record(batch.positions, head: batch.head, epoch: known.epoch, context.db)
            return answers
        } completion: { result in
            completion(
                result.mapError { error in
                    (error as? BatchRefusal) ?? .failed(Self.linkFailure(error))
                }
            )
        }
    }

    /// A hello of an older epoch is fenced; one of a stranger is not permitted.
    private static func check(_ known: Following?, primaryID: InstanceID, epoch: Epoch) throws {
        guard let known, known.primaryID == primaryID else {
            throw LinkFailure(.permissionDenied, detail: "it does not follow \(primaryID)")
        }
        guard !known.isFrozen else { throw frozen }
        guard epoch >= known.epoch else {
            throw LinkFailure(.fenced, detail: "epoch \(known.epoch) there, \(epoch) here")
        }
    }

    /// No epoch reopens what was frozen, however new it is.
    private static let frozen = LinkFailure(.fenced, detail: "it is frozen for good")

    /// Fences a primary that this instance does not follow: a request to follow that is still on its way is refused.
    private static func recordAsOver(_ primaryID: InstanceID, _ epoch: Epoch, _ context: WriteContext) throws {
        let now = context.now.milliseconds
        try context.db.execute(
            sql: """
                INSERT INTO pair (counterpartId, epoch, associatedAt, disassociatedAt) VALUES (?, ?, ?, ?)
                ON CONFLICT (counterpartId) DO NOTHING
                """,
            arguments: [primaryID.description, max(epoch.rawValue, 1), now, now]
        )
    }

    private static func epoch(_ db: Database) throws -> Epoch? {
        try Int64.fetchOne(db, sql: "SELECT epoch FROM following").map { Epoch($0) }
    }

    private static func following(_ db: Database, _ rootKey: SealingKey) throws -> Following? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT f.primaryId, f.epoch, f.digestKey, i.role = 'frozen' FROM following AS f CROSS JOIN instance AS i
                """
        )
        guard let row = try Row.fetchOne(statement) else { return nil }
        let primaryID = InstanceID(stored: row[0])
        let key = try rootKey.open(Array(row[2] as Data), context: DigestRule.sealContext(counterpart: primaryID))
        return Following(
            primaryID: primaryID,
            epoch: Epoch(row[1]),
            digestKey: try DigestKey(key),
            isFrozen: row[3]
        )
    }

    private static func recorded(_ db: Database) throws -> Recorded? {
        let statement = try db.cachedStatement(
            sql: "SELECT backfillPosition, backfillEnd, livePosition, headSequence FROM following"
        )
        return try Row.fetchOne(statement).map {
            Recorded(
                positions: Positions(
                    backfill: SequenceNumber($0[0]),
                    backfillEnd: SequenceNumber($0[1]),
                    live: SequenceNumber($0[2])
                ),
                head: SequenceNumber($0[3])
            )
        }
    }

    private static func record(_ positions: Positions, head: SequenceNumber, epoch: Epoch, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE following SET epoch = ?, backfillPosition = ?, backfillEnd = ?, livePosition = ?, headSequence = ?
                """
        )
        try statement.execute(arguments: [
            epoch.rawValue, positions.backfill.rawValue, positions.backfillEnd.rawValue, positions.live.rawValue,
            head.rawValue,
        ])
    }

    /// The disk's failures as the primary is told of them.
    private static func linkFailure(_ error: any Error) -> LinkFailure {
        switch error {
        case let failure as LinkFailure: failure
        case let error as StoreError: error.linkFailure
        default: LinkFailure(.replicaUnavailable, detail: "\(type(of: error))")
        }
    }
}

extension ReplicaGreeting {
    fileprivate init(_ recorded: ReplicaFile.Recorded?) {
        self.init(recorded: recorded?.positions, recordedHead: recorded?.head)
    }
}
