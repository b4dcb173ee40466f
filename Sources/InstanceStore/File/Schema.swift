// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB

/// The numbered migrations of an instance's file; a shipped one is never edited.
enum Schema {
    /// Written as `PRAGMA user_version`; a file with a larger number is refused.
    static let currentVersion = 1

    /// Brings a file from its own version to the current one.
    static func migrate(_ db: Database) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= currentVersion else {
            throw StoreError.newerFile(version: version, supported: currentVersion)
        }
        guard version < currentVersion else { return }
        guard try version > 0 || Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0 else {
            throw StoreError.damaged(reason: "it is the database of another program")
        }
        try db.inTransaction(.immediate) {
            if version < 1 { try createVersion1(db) }
            try db.execute(sql: "PRAGMA user_version = \(currentVersion)")
            return .commit
        }
    }

    private static func createVersion1(_ db: Database) throws {
        try db.execute(sql: instanceTables)
        try db.execute(sql: resourceTables)
        try db.execute(sql: primaryTables)
        try db.execute(sql: replicaTables)
    }

    private static let instanceTables = """
        CREATE TABLE instance (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          instanceId TEXT NOT NULL,
          region TEXT NOT NULL,
          residencyZone TEXT NOT NULL,
          accountId TEXT NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('standalone', 'primary', 'replica', 'frozen')),
          primaryId TEXT CHECK ((primaryId IS NOT NULL) = (role IN ('replica', 'frozen'))),
          keyLimit INTEGER NOT NULL CHECK (keyLimit >= 0),
          secretLimit INTEGER NOT NULL CHECK (secretLimit >= 0),
          keyCount INTEGER NOT NULL DEFAULT 0 CHECK (keyCount >= 0),
          secretCount INTEGER NOT NULL DEFAULT 0 CHECK (secretCount >= 0),
          headSequence INTEGER NOT NULL DEFAULT 0,
          revisionFloor INTEGER NOT NULL DEFAULT 0,
          masterKeyId TEXT NOT NULL,
          rootKey BLOB NOT NULL,
          transportPublicKey BLOB NOT NULL,
          transportPrivateKey BLOB NOT NULL,
          createdAt INTEGER NOT NULL
        ) STRICT;

        -- Every counterpart ever associated, for good: a pair is never associated twice.
        CREATE TABLE pair (
          counterpartId TEXT NOT NULL PRIMARY KEY,
          epoch INTEGER NOT NULL CHECK (epoch > 0),
          associatedAt INTEGER NOT NULL,
          disassociatedAt INTEGER
        ) STRICT, WITHOUT ROWID;
        """

    private static let resourceTables = """
        CREATE TABLE resource (
          rowId INTEGER PRIMARY KEY,
          resourceId TEXT NOT NULL UNIQUE,
          kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
          revision INTEGER NOT NULL CHECK (revision > 0),
          sequence INTEGER UNIQUE,
          isUrgent INTEGER NOT NULL DEFAULT 0 CHECK (isUrgent IN (0, 1)),
          isDeleted INTEGER NOT NULL DEFAULT 0 CHECK (isDeleted IN (0, 1)),
          epoch INTEGER NOT NULL DEFAULT 0,
          digest BLOB,
          size INTEGER NOT NULL DEFAULT 0,
          createdAt INTEGER NOT NULL,
          changedAt INTEGER NOT NULL,
          description TEXT NOT NULL DEFAULT '',
          tags TEXT NOT NULL DEFAULT '{}',
          plannedDeletionAt INTEGER,
          spec TEXT CHECK ((spec IS NOT NULL) = (kind = 1)),
          isEnabled INTEGER NOT NULL DEFAULT 1 CHECK (isEnabled IN (0, 1)),
          primaryVersionId TEXT CHECK ((primaryVersionId IS NOT NULL) = (kind = 1)),
          encryptionKeyId TEXT CHECK (encryptionKeyId IS NULL OR kind = 2)
        ) STRICT;

        CREATE INDEX resourceUrgent ON resource (sequence) WHERE isUrgent = 1;
        CREATE INDEX resourceDeleted ON resource (sequence) WHERE isDeleted = 1;
        CREATE INDEX resourceEncryptionKey ON resource (encryptionKeyId) WHERE encryptionKeyId IS NOT NULL;
        CREATE INDEX resourcePlannedDeletion ON resource (plannedDeletionAt) WHERE plannedDeletionAt IS NOT NULL;

        -- sealedUnder: the version of the secret's key; NULL: the instance's root key.
        CREATE TABLE version (
          rowId INTEGER NOT NULL REFERENCES resource (rowId) ON DELETE CASCADE,
          ordinal INTEGER NOT NULL,
          versionId TEXT NOT NULL,
          createdAt INTEGER NOT NULL,
          stages TEXT NOT NULL DEFAULT '',
          sealedUnder TEXT,
          sealed BLOB NOT NULL,
          PRIMARY KEY (rowId, ordinal)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE alias (
          name TEXT NOT NULL PRIMARY KEY,
          rowId INTEGER NOT NULL REFERENCES resource (rowId) ON DELETE CASCADE,
          sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX aliasRow ON alias (rowId);
        """

    private static let primaryTables = """
        -- When a sequence was given, at most one entry a second, thinned with age: what lag is told from.
        CREATE TABLE clock (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;

        CREATE TABLE association (
          number INTEGER PRIMARY KEY,
          replicaId TEXT NOT NULL UNIQUE,
          region TEXT NOT NULL,
          synchronizationType TEXT NOT NULL CHECK (synchronizationType IN ('all_resources', 'selected_resources')),
          state TEXT NOT NULL
            CHECK (state IN ('reserving', 'bootstrapping', 'active', 'disassociating', 'disassociated')),
          epoch INTEGER NOT NULL CHECK (epoch > 0),
          digestKey BLOB NOT NULL,
          backfillPosition INTEGER NOT NULL,
          backfillEnd INTEGER NOT NULL CHECK (backfillEnd >= backfillPosition),
          livePosition INTEGER NOT NULL CHECK (livePosition >= backfillEnd),
          pausedReason TEXT,
          pausedUntil INTEGER CHECK (pausedUntil IS NULL OR pausedReason IS NOT NULL),
          failureCode TEXT,
          failureDetail TEXT,
          failureAttempts INTEGER NOT NULL DEFAULT 0,
          firstFailedAt INTEGER,
          lastFailedAt INTEGER,
          lastContactAt INTEGER,
          lastSuccessAt INTEGER,
          createdAt INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE selection (
          association INTEGER NOT NULL REFERENCES association (number),
          rowId INTEGER NOT NULL REFERENCES resource (rowId),
          PRIMARY KEY (association, rowId)
        ) STRICT, WITHOUT ROWID;

        -- What the positions do not cover: failures (code), and newly selected older resources (no code).
        CREATE TABLE setAside (
          association INTEGER NOT NULL REFERENCES association (number),
          rowId INTEGER NOT NULL REFERENCES resource (rowId),
          sequence INTEGER NOT NULL,
          revision INTEGER NOT NULL,
          code TEXT,
          detail TEXT,
          attempts INTEGER NOT NULL DEFAULT 0,
          firstFailedAt INTEGER,
          lastFailedAt INTEGER,
          nextAttemptAt INTEGER,
          behindSince INTEGER NOT NULL,
          PRIMARY KEY (association, rowId)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX setAsideDue ON setAside (association, nextAttemptAt) WHERE nextAttemptAt IS NOT NULL;
        CREATE INDEX setAsideBehind ON setAside (association, behindSince);
        CREATE INDEX setAsideCode ON setAside (association, code) WHERE code IS NOT NULL;
        """

    private static let replicaTables = """
        -- The replica's side of its one association.
        CREATE TABLE following (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          primaryId TEXT NOT NULL,
          epoch INTEGER NOT NULL CHECK (epoch > 0),
          digestKey BLOB NOT NULL,
          backfillPosition INTEGER NOT NULL DEFAULT 0,
          backfillEnd INTEGER NOT NULL DEFAULT 0,
          livePosition INTEGER NOT NULL DEFAULT 0,
          headSequence INTEGER NOT NULL DEFAULT 0,
          associatedAt INTEGER NOT NULL
        ) STRICT;
        """
}
