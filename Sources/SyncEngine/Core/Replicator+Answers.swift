// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension Replicator {
    mutating func pushAnswered(_ number: Int, _ outcome: PushOutcome) {
        guard let job = sending.jobs.removeValue(forKey: number) else { return }
        for item in job.items { sending.inFlight.remove(item.row.row) }
        switch outcome {
        case .answered(let answers): answered(job, answers)
        case .helloAgain: connectionUnknown(job)
        case .failed(let failure): pushFailed(job, failure)
        }
    }

    private mutating func answered(_ job: SendingState.Job, _ answers: [ItemAnswer]) {
        let answerOf = Dictionary(answers.map { ($0.row, $0) }) { first, _ in first }
        var confirmed: [PushItem] = []
        var regression: LinkFailure?
        guard job.session >= connection.trustedFrom else { return giveBack(job) }
        replicaSucceeded()
        sending.noteSuccess(job.items)
        guard !answers.isEmpty else { return unanswered(job) }
        for item in job.items {
            guard let answer = answerOf[item.row.row] else {
                // It was not sent after all, for example because the batch became too large.
                giveBack(item)
                continue
            }
            switch answer.verdict(under: epoch) {
            case .confirmed:
                confirm(item, answer)
                var sent = PushItem(item.row)
                sent.revision = answer.revision
                confirmed.append(sent)
            case .regressed(var failure):
                giveBack(item)
                failure.detail = "\(item.row.resourceID) is \(failure.detail ?? "newer there")"
                regression = failure
            case .failed(let failure):
                failed(item, answer, failure)
            }
        }
        if !confirmed.isEmpty {
            progress.lastSuccessAt = now.wall
            effects.append(.synchronized(confirmed))
        }
        if let regression { replicaFailed(regression) }
    }

    private mutating func connectionUnknown(_ job: SendingState.Job) {
        giveBack(job)
        guard job.session == connection.session, connection.isConnected else { return }
        connection.unknownConnections += 1
        connection.state = .disconnected
        // A replica that forgets every connection at once would otherwise be greeted without a pause.
        if connection.unknownConnections > 3 {
            replicaFailed(LinkFailure(.connectionLost, detail: "the replica forgets the connection"))
        }
    }

    private mutating func pushFailed(_ job: SendingState.Job, _ failure: LinkFailure) {
        if failure.code == .connectionLost || failure.code == .deadlineExceeded { sending.noteBreak(job.items) }
        for item in job.items {
            if sending.isCharged(item.row.row) {
                let charge = LinkFailure(.internalError, detail: "the connection broke on it three times")
                setAside(item.row, sequence: item.row.sequence, revision: item.row.revision, charge)
            } else {
                giveBack(item)
            }
        }
        // What failed together with an earlier failure of the same connection is one fact, not several.
        guard job.session == connection.session, connection.isConnected else { return }
        if failure.code.replicaEffect != .slows { connection.state = .disconnected }
        replicaFailed(failure)
    }

    private mutating func confirm(_ item: SendingState.Item, _ answer: ItemAnswer) {
        feed.confirm(answer.row, sequence: answer.sequence, revision: answer.revision)
        sending.integritySuspects.remove(answer.row)
        progress.confirmed(item.row, revision: answer.revision)
        guard item.row.resourceID.kind == .key else { return }
        if sending.failedKeys.remove(answer.row) != nil || progress.hasWaitingSecrets {
            progress.arrived(item.row.resourceID)
        }
        sending.missingKeys.remove(answer.row)
        if sending.confirmedKeys.count < ReplicationPolicy.aheadRows { sending.confirmedKeys.insert(answer.row) }
    }

    private mutating func failed(_ item: SendingState.Item, _ answer: ItemAnswer, _ failure: LinkFailure) {
        if failure.code == .integrityFailed, sending.suspectIntegrity(of: answer.row) {
            // Once more, under the fresh key of a new connection.
            giveBack(item)
            if connection.isConnected { connection.state = .disconnected }
            return
        }
        sending.integritySuspects.remove(answer.row)
        if failure.code == .dependencyMissing, let key = item.row.key { sending.missKey(key.row) }
        setAside(item.row, sequence: max(answer.sequence, item.row.sequence), revision: answer.revision, failure)
    }

    private mutating func giveBack(_ job: SendingState.Job) {
        for item in job.items { giveBack(item) }
    }

    /// Nothing of a batch was sent: its rows are no longer in the primary's file, or cannot be read.
    private mutating func unanswered(_ job: SendingState.Job) {
        for item in job.items {
            let failure = LinkFailure(.primaryReadFailed, detail: "it is not there")
            setAside(item.row, sequence: item.row.sequence, revision: item.row.revision, failure)
        }
    }

    /// Puts a row back to where it was taken from.
    private mutating func giveBack(_ item: SendingState.Item) {
        feed.live.release(item.row.row)
        feed.backfill.release(item.row.row)
        switch item.origin {
        case .feed, .aheadOfSecret: break
        case .urgent: feed.urgent.append(item.row)
        case .due: feed.due.append(item.row)
        }
    }

    /// Takes a failed row out of the feed's way, with its cause and its next attempt.
    mutating func setAside(_ row: FeedRow, sequence: SequenceNumber, revision: Revision, _ failure: LinkFailure) {
        let earlier = row.setAside.flatMap { $0.revision == revision ? $0.cause : nil }
        var cause = FailureCause(
            code: failure.code,
            detail: failure.detail,
            attempts: (earlier?.attempts ?? 0) + 1,
            firstFailedAt: earlier?.firstFailedAt ?? now.wall,
            lastFailedAt: now.wall,
            nextAttemptAt: nil
        )
        if cause.disposition == .retryable || cause.code == .dependencyMissing {
            let wait = RetryPolicy(base: policy.retryBase, cap: policy.retryCap).delay(
                afterFailure: cause.attempts,
                floor: max(RetryPolicy.floor(of: cause.code), failure.retryAfter ?? .zero),
                using: &generator
            )
            cause.nextAttemptAt = now.wall.advanced(by: wait)
        }
        sending.absolve(row.row)
        feed.mark(row.row, upTo: revision, as: .beingSetAside)
        progress.setAside(row.row, sequence: sequence, revision: revision, cause)
        if row.resourceID.kind == .key {
            if sending.failedKeys.count < ReplicationPolicy.aheadRows { sending.failedKeys.insert(row.row) }
            sending.confirmedKeys.remove(row.row)
        }
        if cause.code == .dependencyMissing { progress.hasWaitingSecrets = true }
        let lasted = earlier.map { $0.lastFailedAt.since($0.firstFailedAt) } ?? .zero
        let lasts =
            cause.attempts == policy.alertAttempts
            || lasted < policy.alertAfter && now.wall.since(cause.firstFailedAt) >= policy.alertAfter
        if earlier == nil || earlier?.code != cause.code || lasts {
            effects.append(.announce(.resourceFailed(row.resourceID, revision, cause)))
        }
    }
}
