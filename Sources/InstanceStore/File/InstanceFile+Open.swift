// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
import GRDB
package import KeyVault
package import SyncModel

extension InstanceFile {
    /// Opens the file of an instance: brings it to the current format, checks that commits will be durable, and opens
    /// its root key; a root key under an older master key is wrapped anew under the first.
    ///
    /// Throws `StoreError`, or `VaultError.wrongMasterKey` where no master key fits.
    package static func open(path: String, masterKeys: MasterKeyRing, host: FileHost) throws -> InstanceFile {
        do {
            return try openChecked(path: path, masterKeys: masterKeys, host: host)
        } catch let error as VaultError {
            if case .wrongMasterKey = error { throw error }
            throw StoreError.damaged(reason: "its root key does not open")
        } catch {
            throw StoreError(error)
        }
    }

    private static func openChecked(path: String, masterKeys: MasterKeyRing, host: FileHost) throws -> InstanceFile {
        let pool = try openPool(path)
        let (id, rootKey) = try pool.read { db -> (InstanceID, SealingKey) in
            guard let row = try Row.fetchOne(db, sql: "SELECT instanceId, masterKeyId, rootKey FROM instance") else {
                throw StoreError.damaged(reason: "it does not say which instance it is")
            }
            let id = InstanceID(stored: row[0])
            let key = try masterKeys.open(
                Array(row[2] as Data),
                masterKeyID: row[1],
                instanceID: id.description
            )
            return (id, key)
        }
        let earlierKeyID = try rewrap(rootKey, of: id, masterKeys, pool)
        let file = try InstanceFile(id: id, path: path, rootKey: rootKey, pool: pool, host: host)
        if let earlierKeyID { host.rewrapped(id, earlierKeyID, masterKeys.first.id) }
        host.opened(file)
        return file
    }

    /// Makes the file of a new instance; it appears under `path` only once it is whole and on disk.
    package static func create(_ instance: Instance, path: String, masterKeys: MasterKeyRing) throws {
        let draft = path + ".new"
        try FileSystem.removeDatabase(draft)
        let pool = try openPool(draft)
        let rootKey = try SealingKey.generate()
        let transport = try TransportKeyPair.generate()
        let sealed = try rootKey.seal(transport.privateKey, context: InstanceRecord.transportContext)
        let (wrapped, masterKeyID) = try masterKeys.wrap(rootKey, instanceID: instance.id.description)
        try pool.writeWithoutTransaction { db in
            try db.inTransaction(.immediate) {
                try InstanceRecord.insert(
                    instance,
                    wrapped: (wrapped, masterKeyID),
                    transport: (transport.publicKey, sealed),
                    db
                )
                return .commit
            }
            _ = try db.checkpointLog(.truncate)
        }
        pool.releaseMemory()
        try pool.close()
        // A log that an earlier instance of this name left would be replayed into this one.
        try FileSystem.removeLog(path)
        try FileSystem.publish(draft, as: path)
    }

    /// The id of the master key that an instance's file was made under; nil where the file cannot be read.
    static func masterKeyID(path: String) -> String? {
        var configuration = Configuration()
        configuration.readonly = true
        // ignoring: whoever asks goes on without it.
        let queue = try? DatabaseQueue(path: path, configuration: configuration)
        // ignoring: whoever asks goes on without it.
        return try? queue?.read { try String.fetchOne($0, sql: "SELECT masterKeyId FROM instance") }
    }

    private static func openPool(_ path: String) throws -> DatabasePool {
        do {
            var configuration = Configuration()
            configuration.maximumReaderCount = 4
            configuration.label = "io.kmsync.file"
            configuration.busyMode = .timeout(Double(FileWriter.lockTimeoutMilliseconds) / 1000)
            configuration.prepareDatabase { db in
                // Savepoints keep what they may have to undo in memory: the directory for temporary files may be full.
                try db.execute(
                    sql: """
                        PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -2000;
                        PRAGMA temp_store = MEMORY
                        """
                )
            }
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { db in
                try db.judged { db in
                    try Schema.migrate(db)
                    // GRDB sets NORMAL when it turns the log on: set FULL after that, and believe only what is read
                    // back. The log is copied into the file by `LogKeeper` alone.
                    try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0")
                    let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 0
                    guard synchronous == 2 else { throw StoreError.notDurable(synchronous: synchronous) }
                }
                try settle(db)
            }
            return pool
        } catch {
            throw StoreError(error)
        }
    }

    /// Copies into the file, durably, what a crash left in the log, before anybody is told of it.
    ///
    /// What a failed sync left unwritten is in the system's memory and nowhere else: the log reads well, and would be
    /// lost with the machine.
    private static func settle(_ db: Database) throws {
        do {
            _ = try db.checkpointLog(.truncate)
        } catch StoreError.full {
            // ignoring: the log keeps everything, and reads need no space.
        } catch StoreError.locked {
            // ignoring: another program reads the file.
        }
    }

    /// Wraps the root key under the first master key; the id of the one that it was under before, nil where it is the same.
    private static func rewrap(
        _ rootKey: SealingKey,
        of id: InstanceID,
        _ masterKeys: MasterKeyRing,
        _ pool: DatabasePool
    ) throws -> String? {
        try pool.writeWithoutTransaction { db in
            guard let earlier = try String.fetchOne(db, sql: "SELECT masterKeyId FROM instance"),
                earlier != masterKeys.first.id
            else { return nil }
            let (wrapped, masterKeyID) = try masterKeys.wrap(rootKey, instanceID: id.description)
            try db.inTransaction(.immediate) {
                try db.execute(
                    sql: "UPDATE instance SET rootKey = ?, masterKeyId = ?",
                    arguments: [Data(wrapped), masterKeyID]
                )
                return .commit
            }
            return earlier
        }
    }
}
