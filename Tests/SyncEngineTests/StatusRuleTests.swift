// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import SyncEngine

@Suite
struct StatusRuleTests {
    private var view = ReplicaView(
        positions: Positions(backfill: SequenceNumber(0), backfillEnd: SequenceNumber(0), live: SequenceNumber(10)),
        inFlight: [],
        ahead: [:],
        connection: .connected,
        cause: nil,
        lastContactAt: nil,
        lastSuccessAt: nil,
        throttledUntil: nil,
        isPaused: false,
        isDetached: false,
        isContactFresh: true
    )
    private var standing = ResourceStanding(
        row: RowID(1),
        resourceID: .secret(SecretName(stored: "s")),
        sequence: SequenceNumber(5),
        revision: Revision(3),
        isDeleted: false,
        setAside: nil,
        hasFailedKey: false
    )

    private var derived: DerivedStatus { StatusRule.derive(standing, view) }

    @Test
    mutating func `what the positions cover is in sync, unknown in silence`() {
        #expect(derived == DerivedStatus(.inSync))
        view.isContactFresh = false
        view.cause = .sample(.replicaUnreachable)
        #expect(derived == DerivedStatus(.unknown), "the cause is the replica's, not the resource's")
    }

    @Test
    mutating func `beyond the positions only a confirmation of this very revision counts`() {
        standing.sequence = SequenceNumber(11)
        #expect(derived.status == .pending)
        view.ahead = [RowID(1): Revision(2)]
        #expect(derived.status == .pending)
        view.ahead = [RowID(1): Revision(3)]
        #expect(derived.status == .inSync)
        view.inFlight = [RowID(1)]
        #expect(derived.status == .inProgress)
    }

    @Test
    mutating func `what is set aside has failed with its cause, or was selected and is pending`() {
        standing.setAside = SetAsideRecord(revision: Revision(3), cause: .sample(.keyQuotaExceeded))
        #expect(derived == DerivedStatus(.failed, cause: .sample(.keyQuotaExceeded)))
        standing.setAside = SetAsideRecord(revision: Revision(3), cause: nil)
        #expect(derived == DerivedStatus(.pending))
    }

    @Test
    mutating func `an older failure does not speak for a newer revision, nor does a position over it`() {
        standing.setAside = SetAsideRecord(revision: Revision(2), cause: .sample(.keyQuotaExceeded))
        #expect(derived.status == .pending)
    }

    @Test
    mutating func `a missing key is waited for, until the key itself has failed`() {
        standing.setAside = SetAsideRecord(revision: Revision(3), cause: .sample(.dependencyMissing))
        #expect(derived.status == .pending && derived.waitingFor == .dependency)
        standing.hasFailedKey = true
        #expect(derived.status == .failed && derived.waitingFor == nil)
    }

    @Test(arguments: [ConnectionState.backingOff, .down])
    mutating func `a pending resource says what it waits for`(connection: ConnectionState) {
        standing.sequence = SequenceNumber(11)
        view.throttledUntil = Timestamp(milliseconds: 1)
        #expect(derived.waitingFor == .rateLimited)
        view.connection = connection
        view.cause = .sample(.replicaUnreachable)
        #expect(derived == DerivedStatus(.pending, cause: view.cause, waitingFor: .replicaBackingOff))
        view.isPaused = true
        #expect(derived.waitingFor == .paused)
        view.isDetached = true
        #expect(derived == DerivedStatus(.detached))
    }
}
