// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import SyncModel
import Testing

@testable import SyncEngine

extension InstancesFixture {
    var store: PrimaryFile { PrimaryFile(file) }

    func reserve(
        _ replica: String = "kst-beijing",
        _ type: SynchronizationType = .allResources,
        _ resources: [String] = []
    ) async throws -> AssociationNumber {
        let change = AssociationChange.reserve(
            replicaID: try InstanceID(replica),
            region: replica,
            type: type,
            resources: try resources.map { try ResourceID($0) }
        )
        return try #require(try await make(change)).number
    }

    @discardableResult
    func make(_ change: AssociationChange) async throws -> AssociationRecord? {
        try await withCheckedThrowingContinuation { continuation in
            store.change(change) { continuation.resume(with: $0) }
        }
    }

    func commit(_ progress: Progress, _ number: AssociationNumber) async throws -> CommitReceipt {
        try await withCheckedThrowingContinuation { continuation in
            store.commit(progress, association: number) { continuation.resume(with: $0) }
        }
    }

    func select(_ selection: ResourceSelection, _ number: AssociationNumber) async throws -> SelectionGrowth {
        try await withCheckedThrowingContinuation { continuation in
            store.select(selection, association: number) { continuation.resume(with: $0) }
        }
    }

    func page(
        _ number: AssociationNumber,
        _ lane: FeedLane = .live,
        after: Int64 = 0,
        through: Int64 = 1000,
        limit: Int = 100
    ) throws -> FeedPage {
        let request = FeedRequest(
            lane: lane,
            after: SequenceNumber(after),
            through: SequenceNumber(through),
            limit: limit
        )
        return try store.readFeed(request, association: number)
    }

    func row(_ id: String) throws -> RowID { try #require(try record(id)).rowID }

    func failure(_ id: String, _ code: FailureCode, dueAt: Timestamp? = nil) throws -> Progress.SetAside {
        let record = try #require(try record(id))
        let cause = FailureCause(
            code: code,
            detail: nil,
            attempts: 1,
            firstFailedAt: now,
            lastFailedAt: now,
            nextAttemptAt: dueAt
        )
        return Progress.SetAside(
            row: record.rowID,
            sequence: try #require(record.sequence),
            revision: record.revision,
            cause: cause
        )
    }
}

extension Progress {
    init(_ backfill: Int64, _ live: Int64, end: Int64, setAside: [SetAside] = [], cleared: [Cleared] = []) {
        self.init(
            positions: Positions(
                backfill: SequenceNumber(backfill),
                backfillEnd: SequenceNumber(end),
                live: SequenceNumber(live)
            ),
            setAside: setAside,
            cleared: cleared,
            arrivedKeys: [],
            becameActive: false,
            replicaCause: nil,
            lastContactAt: nil,
            lastSuccessAt: nil
        )
    }
}

extension ReplicaView {
    init(_ positions: Positions, inFlight: Set<RowID> = [], ahead: [RowID: Revision] = [:]) {
        self.init(
            positions: positions,
            inFlight: inFlight,
            ahead: ahead,
            connection: .connected,
            cause: nil,
            lastContactAt: nil,
            lastSuccessAt: nil,
            throttledUntil: nil,
            isPaused: false,
            isDetached: false,
            isContactFresh: true
        )
    }
}
