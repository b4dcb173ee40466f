// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// All that is known of one resource at one replica, with everything well until a test says otherwise.
struct KnownState {
    static let now = Timestamp(milliseconds: 1_795_000_000_000)

    var record = AssociationRecord(
        number: AssociationNumber(1),
        replicaID: InstanceID(stored: "beijing"),
        region: "cn-beijing",
        type: .allResources,
        stage: .active,
        epoch: Epoch(1),
        positions: Self.positions,
        pause: nil,
        cause: nil,
        lastContactAt: nil,
        lastSuccessAt: nil
    )
    var view = ReplicaView(
        positions: Self.positions,
        inFlight: [],
        ahead: [:],
        connection: .connected,
        cause: nil,
        lastContactAt: Self.ago(5),
        lastSuccessAt: Self.ago(20),
        throttledUntil: nil,
        isPaused: false,
        isDetached: false,
        isContactFresh: true
    )
    var account = ResourceAccount(
        standing: ResourceStanding(
            row: RowID(1),
            resourceID: .secret(SecretName(stored: "db/password")),
            sequence: SequenceNumber(15),
            revision: Revision(3),
            isDeleted: false,
            setAside: nil,
            hasFailedKey: false
        ),
        createdAt: Self.ago(3600),
        changedAt: Self.ago(60),
        isCovered: true,
        key: nil,
        associatedAt: Self.ago(1800),
        endedAt: nil
    )

    var explanation: Explanation {
        Explanation(account, primaryID: InstanceID(stored: "hangzhou"), record, view, now: Self.now)
    }

    /// A cause with four failures in a row, the next attempt in 12 s where it is tried by itself.
    static func cause(_ code: FailureCode, isTried: Bool? = nil) -> FailureCause {
        FailureCause(
            code: code,
            detail: "3 of 3",
            attempts: 4,
            firstFailedAt: ago(90),
            lastFailedAt: ago(4),
            nextAttemptAt: isTried ?? (code.disposition == .retryable) ? now.advanced(by: .seconds(12)) : nil
        )
    }

    static func ago(_ seconds: Int) -> Timestamp { now.advanced(by: .seconds(-seconds)) }

    private static let positions = Positions(
        backfill: SequenceNumber(5),
        backfillEnd: SequenceNumber(10),
        live: SequenceNumber(20)
    )
}

/// Every situation that a resource can be in.
enum SituationSample: CaseIterable {
    case detached, sending, sendingAgain, confirmed, firstCopy, newChange, newlyCovered, newerThanFailure, waitingForKey
    case tried, waitingForQuota, waitingForOperator, terminal, failedForKey

    /// Which one it is; a new case does not compile without a sample of it.
    static func of(_ situation: ResourceSituation) -> Set<SituationSample> {
        switch situation {
        case .detached: [.detached]
        case .sending(let cause): [cause == nil ? .sending : .sendingAgain]
        case .confirmed: [.confirmed]
        case .waiting(.firstCopy): [.firstCopy]
        case .waiting(.newChange): [.newChange]
        case .waiting(.newlyCovered): [.newlyCovered]
        case .waiting(.newerThanFailure): [.newerThanFailure]
        case .waitingForKey: [.waitingForKey]
        case .failed: [.tried, .waitingForQuota, .waitingForOperator, .terminal, .failedForKey]
        }
    }

    func put(into state: inout KnownState) {
        func setAside(_ cause: FailureCause?, revision: Int64 = 3) {
            state.account.standing.setAside = SetAsideRecord(revision: Revision(revision), cause: cause)
        }
        let key = ResourceID.key(KeyID(stored: "k"))
        var keyStanding = state.account.standing
        keyStanding.row = RowID(2)
        keyStanding.resourceID = key
        keyStanding.sequence = SequenceNumber(30)
        switch self {
        case .detached: state.view.isDetached = true
        case .sending: state.view.inFlight = [RowID(1)]
        case .sendingAgain:
            state.view.inFlight = [RowID(1)]
            setAside(KnownState.cause(.primaryReadFailed))
        case .confirmed: break
        case .firstCopy: state.account.standing.sequence = SequenceNumber(9)
        case .newChange: state.account.standing.sequence = SequenceNumber(25)
        case .newlyCovered: setAside(nil)
        case .newerThanFailure: setAside(KnownState.cause(.secretQuotaExceeded), revision: 2)
        case .waitingForKey:
            setAside(KnownState.cause(.dependencyMissing, isTried: true))
            state.account.key = .init(resourceID: key, standing: keyStanding)
        case .tried: setAside(KnownState.cause(.primaryReadFailed))
        case .waitingForQuota: setAside(KnownState.cause(.secretQuotaExceeded))
        case .waitingForOperator: setAside(KnownState.cause(.nameConflict))
        case .terminal: setAside(KnownState.cause(.revisionConflict))
        case .failedForKey:
            setAside(KnownState.cause(.dependencyMissing, isTried: true))
            state.account.standing.hasFailedKey = true
            keyStanding.setAside = SetAsideRecord(revision: Revision(3), cause: KnownState.cause(.keyQuotaExceeded))
            state.account.key = .init(resourceID: key, standing: keyStanding)
        }
    }
}

/// Everything that can hold up a replica.
enum HoldSample: CaseIterable {
    case nothing, paused, pausedForATime, notAgreed, ending, connecting, backingOff, holding, down, throttled, over

    /// Which one it is; a new case does not compile without a sample of it.
    static func of(_ hold: Hold) -> Set<HoldSample> {
        switch hold {
        case .nothing: [.nothing]
        case .paused(_, let until): [until == nil ? .paused : .pausedForATime]
        case .notAgreed: [.notAgreed]
        case .ending: [.ending]
        case .connecting: [.connecting]
        case .backingOff: [.backingOff, .holding]
        case .down: [.down]
        case .throttled: [.throttled]
        case .over: [.over]
        }
    }

    func put(into state: inout KnownState) {
        let soon = KnownState.now.advanced(by: .seconds(40))
        switch self {
        case .nothing: break
        case .paused, .pausedForATime:
            state.view.isPaused = true
            state.record.pause = .init(reason: "disk swap", until: self == .paused ? nil : soon)
        case .notAgreed:
            state.record.stage = .reserving
            fail(&state, .replicaUnreachable, .backingOff)
        case .ending:
            state.record.stage = .disassociating
            fail(&state, .replicaUnreachable, .backingOff)
        case .connecting: state.view.connection = .connecting
        case .backingOff: fail(&state, .replicaUnreachable, .backingOff)
        case .holding: fail(&state, .replicaStorageFull, .backingOff)
        case .down: fail(&state, .sourceRegressed, .down)
        case .throttled: state.view.throttledUntil = soon
        case .over:
            state.record.stage = .disassociated
            state.account.endedAt = KnownState.ago(30)
        }
    }

    private func fail(_ state: inout KnownState, _ code: FailureCode, _ connection: ConnectionState) {
        state.view.connection = connection
        state.view.cause = KnownState.cause(code, isTried: connection == .backingOff)
        state.view.isContactFresh = false
    }
}
