// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension Replicator {
    /// Makes progress durable: failures at once, confirmations with the next commit or after a short while.
    mutating func commit() {
        guard progress.committing == nil else { return }
        let positions = Positions(
            backfill: feed.backfill.positionOnceSetAside,
            backfillEnd: feed.backfillEnd,
            live: feed.live.positionOnceSetAside
        )
        guard progress.isDirty(positions) else {
            progress.commitAt = nil
            return
        }
        let isDue = progress.isPressing || isStopped || progress.commitAt.map { $0 <= now.uptime } ?? false
        guard isDue, progress.notBefore <= now.uptime else {
            progress.commitAt = max(progress.commitAt ?? now.uptime + policy.confirmationDelay, progress.notBefore)
            return
        }
        let progress = progress.begin(positions, cause: connection.cause, lastContactAt: connection.lastContactAt)
        effects.append(.commit(progress))
    }

    mutating func committed(_ receipt: CommitReceipt) {
        guard let done = progress.finish() else { return }
        for row in done.setAside { feed.settle(row.row, revision: row.revision) }
        if !done.arrivedKeys.isEmpty { feed.isDueUnread = true }
        progress.hasSetAside = receipt.hasSetAside || !progress.failed.isEmpty
        if !receipt.hasSetAside && progress.failed.isEmpty { progress.hasWaitingSecrets = false }
        noteDue(receipt.nextDueAt)
    }

    mutating func commitFailed() {
        progress.undo()
        progress.notBefore = now.uptime + policy.retryBase
    }

    /// Tells of the first time in sync, and of each return to it.
    mutating func noteCaughtUp() {
        let isCaughtUp = feed.isCaughtUp && sending.jobs.isEmpty && connection.isConnected
        if isCaughtUp && connection.cause != nil && feed.due.isEmpty { replicaSucceeded() }
        if isCaughtUp && !progress.isActive {
            progress.isActive = true
            progress.becameActive = true
        }
        let isInSync = isCaughtUp && !progress.hasSetAside && progress.failed.isEmpty
        if !isInSync && (connection.isTroubleKnown || progress.hasSetAside) { progress.owesInSync = true }
        if isInSync && progress.owesInSync {
            progress.owesInSync = false
            effects.append(.announce(.inSync))
        }
    }
}

extension FeedState {
    /// A failure is durable: its row no longer stands in the way of the position.
    mutating func settle(_ row: RowID, revision: Revision) {
        for lane in [\FeedState.live, \FeedState.backfill] {
            guard let entry = self[keyPath: lane].progress(of: row), entry.progress == .beingSetAside else { continue }
            self[keyPath: lane].mark(row, upTo: revision, as: .setAside)
        }
    }
}
