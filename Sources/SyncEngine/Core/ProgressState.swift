// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// What is confirmed or failed and not durable yet.
struct ProgressState: Sendable {
    /// A row that was set aside and is confirmed, and up to which revision.
    struct Cleared: Sendable {
        var row: FeedRow
        var revision: Revision
    }

    /// The positions as the file has them.
    var durable: Positions
    var isActive: Bool
    var lastSuccessAt: Timestamp?
    var isCauseDirty = false
    var arrivedKeys: [ResourceID] = []
    /// Whether any secret may be set aside for want of its key; true until a commit has told otherwise.
    var hasWaitingSecrets = true
    /// Whether any row is set aside; true until a commit has told otherwise.
    var hasSetAside = true
    var becameActive = false
    /// Whether people wait to be told that everything is confirmed: at first, and after trouble; not after each change.
    var owesInSync: Bool
    /// When the next commit is due at the latest.
    var commitAt: Duration?
    var notBefore: Duration = .zero
    /// What the commit that is under way makes durable.
    private(set) var committing: Progress?
    private(set) var failed: [RowID: Progress.SetAside] = [:]
    private(set) var cleared: [RowID: Cleared] = [:]
    /// Rows set aside in this run: their confirmation clears them, also where the row was read before.
    private var known: Set<RowID> = []
    private var settingAside: [RowID: Revision] = [:]
    private var clearing: [RowID: Cleared] = [:]
    /// Most keys that one commit tells of; secrets that wait for others ask again by themselves.
    private static let arrivedKeyLimit = 4096

    init(durable: Positions, isActive: Bool, lastSuccessAt: Timestamp?) {
        self.durable = durable
        self.isActive = isActive
        owesInSync = !isActive
        self.lastSuccessAt = lastSuccessAt
    }

    mutating func confirmed(_ row: FeedRow, revision: Revision) {
        let wasPending = failed.removeValue(forKey: row.row) != nil
        guard wasPending || row.setAside != nil || known.contains(row.row) else { return }
        cleared[row.row] = Cleared(row: row, revision: revision)
    }

    mutating func setAside(_ row: RowID, sequence: SequenceNumber, revision: Revision, _ cause: FailureCause) {
        failed[row] = Progress.SetAside(row: row, sequence: sequence, revision: revision, cause: cause)
        cleared[row] = nil
        if known.count < ReplicationPolicy.aheadRows { known.insert(row) }
        hasSetAside = true
    }

    /// Whether something waits that people wait for.
    var isPressing: Bool { !failed.isEmpty || !arrivedKeys.isEmpty || becameActive }

    func isDirty(_ positions: Positions) -> Bool {
        isPressing || positions != durable || !cleared.isEmpty || isCauseDirty
    }

    mutating func begin(_ positions: Positions, cause: FailureCause?, lastContactAt: Timestamp?) -> Progress {
        let progress = Progress(
            positions: positions,
            setAside: failed.values.sorted { $0.sequence < $1.sequence },
            cleared: cleared.map { Progress.Cleared(row: $0.key, revision: $0.value.revision) }
                .sorted { $0.row.rawValue < $1.row.rawValue },
            arrivedKeys: arrivedKeys,
            becameActive: becameActive,
            replicaCause: cause,
            lastContactAt: lastContactAt,
            lastSuccessAt: lastSuccessAt
        )
        committing = progress
        clearing = cleared
        settingAside = failed.mapValues(\.revision)
        failed = [:]
        cleared = [:]
        arrivedKeys = []
        becameActive = false
        isCauseDirty = false
        commitAt = nil
        return progress
    }

    mutating func finish() -> Progress? {
        defer {
            committing = nil
            clearing = [:]
            settingAside = [:]
        }
        guard let committing else { return nil }
        durable = committing.positions
        for row in committing.cleared where failed[row.row] == nil { known.remove(row.row) }
        return committing
    }

    /// The commit did not hold: all of it waits again, unless something newer took its place.
    mutating func undo() {
        defer {
            committing = nil
            clearing = [:]
            settingAside = [:]
        }
        guard let committing else { return }
        for row in committing.setAside where failed[row.row] == nil && cleared[row.row] == nil {
            failed[row.row] = row
        }
        for (row, known) in clearing where failed[row] == nil && cleared[row] == nil { cleared[row] = known }
        arrivedKeys = committing.arrivedKeys + arrivedKeys.prefix(Self.arrivedKeyLimit)
        becameActive = becameActive || committing.becameActive
        isCauseDirty = true
    }

    /// A key arrived that secrets may wait for.
    mutating func arrived(_ key: ResourceID) {
        if arrivedKeys.count < Self.arrivedKeyLimit { arrivedKeys.append(key) }
    }

    /// Whether a failure of this revision waits to be durable.
    func isBeingSetAside(_ row: FeedRow) -> Bool {
        if let failed = failed[row.row] { return failed.revision >= row.revision }
        return settingAside[row.row].map { $0 >= row.revision } ?? false
    }

    /// Whether this revision is confirmed and its record as set aside waits to go.
    func isBeingCleared(_ row: FeedRow) -> Bool {
        (cleared[row.row] ?? clearing[row.row]).map { $0.revision >= row.revision } ?? false
    }

    /// The confirmations no longer count: answers the rows, which stay set aside or are being cleared.
    mutating func forgetCleared() -> [FeedRow] {
        defer {
            cleared = [:]
            clearing = [:]
        }
        return cleared.merging(clearing) { pending, _ in pending }.values.map(\.row)
            .sorted { $0.row.rawValue < $1.row.rawValue }
    }
}
