// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
import GRDB
import KeyVault
import SyncEngine
import SyncModel

/// The one row that says what an instance is.
enum InstanceRecord {
    /// Where the transport key is sealed under the root key.
    static let transportContext = SealContext(resource: "instance", version: "transport key").bytes

    static func instance(_ db: Database) throws -> Instance {
        let statement = try db.cachedStatement(
            sql: """
                SELECT instanceId, region, residencyZone, accountId, role, primaryId, keyLimit, keyCount, secretLimit,
                  secretCount, headSequence, createdAt
                FROM instance
                """
        )
        guard let row = try Row.fetchOne(statement), let role = InstanceRole(rawValue: row[4]) else {
            throw StoreError.damaged(reason: "it does not say which instance it is")
        }
        return Instance(
            id: InstanceID(stored: row[0]),
            region: row[1],
            residencyZone: row[2],
            accountID: row[3],
            role: role,
            primaryID: (row[5] as String?).map(InstanceID.init(stored:)),
            keyQuota: Quota(limit: row[6], used: row[7]),
            secretQuota: Quota(limit: row[8], used: row[9]),
            headSequence: SequenceNumber(row[10]),
            createdAt: Timestamp(milliseconds: row[11])
        )
    }

    static func candidate(_ db: Database) throws -> ReplicaCandidate {
        let pairs = try String.fetchAll(db, sql: "SELECT counterpartId FROM pair")
        return ReplicaCandidate(instance: try instance(db), pairs: pairs.map(InstanceID.init(stored:)))
    }

    static func insert(
        _ instance: Instance,
        wrapped: (bytes: [UInt8], masterKeyID: String),
        transport: (publicKey: [UInt8], sealedPrivateKey: [UInt8]),
        _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO instance (id, instanceId, region, residencyZone, accountId, role, keyLimit, secretLimit,
                  masterKeyId, rootKey, transportPublicKey, transportPrivateKey, createdAt)
                VALUES (1, ?, ?, ?, ?, 'standalone', ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                instance.id.description, instance.region, instance.residencyZone, instance.accountID,
                instance.keyQuota.limit, instance.secretQuota.limit, wrapped.masterKeyID, Data(wrapped.bytes),
                Data(transport.publicKey), Data(transport.sealedPrivateKey), instance.createdAt.milliseconds,
            ]
        )
    }
}
