// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import SyncEngine

/// Walks every state, and checks that each sentence is there and none says what is not known.
@Suite
struct ExplanationTests {
    private static let next = "2026-11-18 11:06:52 UTC, in 12 s"
    private static let soon = "2026-11-18 11:07:20 UTC, in 40 s"

    /// What can be together: who is disassociated is in no other situation.
    private static let states = SituationSample.allCases.flatMap { situation in
        HoldSample.allCases.filter { (situation == .detached) == ($0 == .over) }.map { (situation, $0) }
    }

    @Test(arguments: states, [false, true])
    func `every state has its sentences`(_ sample: (SituationSample, HoldSample), isDeleted: Bool) throws {
        let (situation, hold) = sample
        var state = KnownState()
        situation.put(into: &state)
        hold.put(into: &state)
        state.account.standing.isDeleted = isDeleted
        if isDeleted { state.account.changedAt = KnownState.ago(10) }
        let explanation = state.explanation
        guard case .synchronized(let foundSituation, let foundHold) = explanation.subject else {
            try #require(isDeleted && situation == .confirmed && explanation.subject == .deleted)
            #expect(explanation.text.contains("beijing confirmed the deletion"))
            return
        }
        try #require(SituationSample.of(foundSituation).contains(situation), "\(foundSituation)")
        try #require(HoldSample.of(foundHold).contains(hold), "\(foundHold)")
        #expect(explanation.status == StatusRule.derive(state.account.standing, state.view))
        // Where the association ends, nothing is tried again.
        let again = hold == .ending ? [] : Self.wordsOfNextTry(situation)
        for words in Self.words(of: situation) + again + Self.words(of: hold, in: situation) {
            #expect(explanation.text.contains(words), "\(words) is missing: \(explanation.text)")
        }
        if situation != .detached {
            #expect(
                explanation.text.contains(isDeleted ? "he deletion of secret/db/password (revision 3)" : "evision 3 of")
            )
        }
        expectGoodSentences(explanation)
        expectGoodTimeline(explanation, state)
    }

    private static func words(of situation: SituationSample) -> [String] {
        switch situation {
        case .detached: ["was disassociated from hangzhou on", "frozen"]
        case .sending: ["is being sent to beijing now"]
        case .sendingAgain: ["is being sent to beijing now", "It failed before: the primary could not read"]
        case .confirmed: ["beijing confirmed"]
        case .firstCopy: ["beijing has not confirmed", "first copy"]
        case .newChange: ["beijing has not confirmed"]
        case .newlyCovered: ["was added to what beijing synchronizes"]
        case .newerThanFailure: ["An earlier revision failed", "secret quota", "came after that"]
        case .waitingForKey: ["key/k has not been confirmed there yet"]
        case .tried: ["did not confirm", "the primary could not read", "4 in a row"]
        case .waitingForQuota: ["did not confirm", "the replica's secret quota is used up"]
        case .waitingForOperator: ["did not confirm", "holds another resource of this name"]
        case .terminal: ["did not confirm", "same revision with other content"]
        case .failedForKey: ["key/k itself failed there: the replica's key quota"]
        }
    }

    private static func wordsOfNextTry(_ situation: SituationSample) -> [String] {
        switch situation {
        case .detached, .confirmed, .firstCopy, .newChange, .newlyCovered, .newerThanFailure: []
        case .sending, .sendingAgain: ["If no answer comes in time, it is sent again"]
        case .waitingForKey, .failedForKey: ["as soon as the key has arrived", next]
        case .tried: ["The next attempt is on \(next)"]
        case .waitingForQuota: ["What to do: raise the replica's secret quota; it is then tried again by itself."]
        case .waitingForOperator: ["remove it there", "`kmsync resource retry hangzhou"]
        case .terminal: ["not tried again by itself", "A newer revision is sent by itself"]
        }
    }

    private static func words(of hold: HoldSample, in situation: SituationSample) -> [String] {
        // What is on its way, or for good where it is, is not held up.
        if [.sending, .sendingAgain, .detached].contains(situation) { return [] }
        switch hold {
        case .nothing:
            switch situation {
            case .confirmed: return ["holds what hangzhou holds of it", "The next change is sent as soon as"]
            case .firstCopy: return ["in its turn. At most 3 places of the feed"]
            case .newChange: return ["in its turn. At most 4 places of the feed"]
            case .newlyCovered, .newerThanFailure: return ["Nothing holds it up: it is sent in its turn."]
            case .tried: return ["The next attempt is on \(next)."]
            case .waitingForKey, .waitingForQuota, .waitingForOperator, .terminal, .failedForKey, .detached, .sending,
                .sendingAgain:
                return []
            }
        case .paused: return ["held by an operator (disk swap)", "`kmsync replica resume hangzhou beijing`"]
        case .pausedForATime: return ["held by an operator (disk swap)", "The pause ends on \(soon)."]
        case .notAgreed: return ["has not agreed to follow hangzhou yet", "asked again on \(next)"]
        case .ending: return ["nothing is sent to beijing any more", "asked again on \(next)", "no connection"]
        case .connecting: return ["The connection to beijing is being made"]
        case .backingOff:
            return ["Attempts at beijing are suspended: no connection", "beijing is tried again on \(next)"]
        case .holding: return ["Attempts at beijing are suspended: the replica cannot store", "What to do: "]
        case .down: return ["until an operator acts", "What to do: decide which side is right"]
        case .throttled: return ["asked for fewer requests", soon]
        case .over: return []
        }
    }

    private func expectGoodSentences(_ explanation: Explanation) {
        let text = explanation.text
        #expect(text.first?.isUppercase == true || text.hasPrefix("beijing") || text.hasPrefix("secret/"), "\(text)")
        #expect(text.last == ".", "\(text)")
        for flaw in ["  ", "..", "nil", "Optional", ". .", " .", "? ."] {
            #expect(!text.contains(flaw), "\(flaw) in: \(text)")
        }
    }

    /// Nothing is in the timeline that has no time in what is known, nothing lies ahead, and the newest is last.
    private func expectGoodTimeline(_ explanation: Explanation, _ state: KnownState) {
        let own = state.account.standing.setAside?.cause
        let known = [
            state.account.createdAt, state.account.changedAt, state.account.associatedAt, state.account.endedAt,
            state.view.lastContactAt, state.view.lastSuccessAt, own?.firstFailedAt, own?.lastFailedAt,
            state.view.cause?.firstFailedAt, state.view.cause?.lastFailedAt,
        ]
        #expect(explanation.timeline.allSatisfy { known.contains($0.at) && $0.at <= KnownState.now })
        #expect(explanation.timeline.map(\.at) == explanation.timeline.map(\.at).sorted())
        #expect(explanation.timeline.first?.event == .resourceCreated)
        let failures = explanation.timeline.filter { $0.event == .resourceFailed }
        #expect(failures.last?.code == own?.code && failures.count == (own == nil ? 0 : 2))
    }

    @Test
    func `in silence a confirmation is told with its doubt`() {
        var state = KnownState()
        state.view.isContactFresh = false
        #expect(state.explanation.status?.status == .unknown)
        #expect(state.explanation.text.contains("whether it still holds that is not known, as it was last heard of on"))
        state.view.lastContactAt = nil
        #expect(state.explanation.text.contains("as nothing has been heard of it"))
        HoldSample.down.put(into: &state)
        #expect(state.explanation.text.contains("as nothing is exchanged with it now"))
    }

    @Test
    func `what is no part of the synchronization says why, and has no status`() {
        var state = KnownState()
        state.account.isCovered = false
        #expect(state.explanation.subject == .notCovered && state.explanation.status == nil)
        #expect(state.explanation.text.contains("`kmsync resource add hangzhou secret/db/password --replica beijing`"))
        HoldSample.over.put(into: &state)
        state.view.isDetached = true
        #expect(!state.explanation.text.contains("resource add"), "It could not be added any more.")
        state.account.isCovered = true
        state.account.createdAt = KnownState.ago(10)
        #expect(state.explanation.subject == .createdTooLate)
        #expect(state.explanation.text.contains("it never was there"))
        state.account.createdAt = KnownState.ago(100)
        state.account.changedAt = KnownState.ago(90)
        state.account.standing.isDeleted = true
        #expect(state.explanation.subject == .deleted)
        #expect(!state.explanation.text.contains("confirmed"), "That is not recorded.")
    }

    @Test(arguments: [FailureCode.fenced, .sourceRegressed, .replicaReleased, .protocolUnsupported])
    func `who must not try again is not told to`(code: FailureCode) {
        var state = KnownState()
        HoldSample.down.put(into: &state)
        state.view.cause = KnownState.cause(code)
        #expect(state.explanation.text.contains("What to do: \(code.remedy)."))
        #expect(state.explanation.text.contains("resource retry") == (code == .protocolUnsupported))
    }

    @Test
    func `a change after the end is told to be missing at the ex-replica`() {
        var state = KnownState()
        HoldSample.over.put(into: &state)
        state.view.isDetached = true
        #expect(!state.explanation.text.contains("came after that"))
        state.account.changedAt = KnownState.ago(10)
        #expect(state.explanation.text.contains("Revision 3 of secret/db/password came after that, and is not there."))
    }

    @Test
    func `the state of the key that a secret waits for is told`() {
        var state = KnownState()
        SituationSample.waitingForKey.put(into: &state)
        state.view.inFlight = [RowID(2)]
        #expect(state.explanation.text.contains("key/k is being sent there now"))
        state.view.inFlight = []
        state.view.ahead = [RowID(2): Revision(3)]
        #expect(state.explanation.text.contains("key/k has arrived there"))
        state.account.key?.standing = nil
        #expect(state.explanation.text.contains("hangzhou has no key/k"))
    }

    @Test
    func `a secret that was not sent yet tells of its key that has failed`() {
        var state = KnownState()
        SituationSample.failedForKey.put(into: &state)
        state.account.standing.setAside = nil
        state.account.standing.sequence = SequenceNumber(25)
        #expect(state.explanation.status?.status == .pending)
        #expect(state.explanation.text.contains("key/k itself failed there: the replica's key quota"))
        #expect(!state.explanation.text.contains("Nothing holds it up"))
    }

    @Test
    func `what was tried once, or is due, is told so`() {
        var state = KnownState()
        var cause = KnownState.cause(.primaryReadFailed)
        cause.attempts = 1
        cause.firstFailedAt = cause.lastFailedAt
        cause.nextAttemptAt = KnownState.ago(1)
        state.account.standing.setAside = SetAsideRecord(revision: Revision(3), cause: cause)
        #expect(!state.explanation.text.contains("in a row"))
        #expect(state.explanation.text.contains("The next attempt is due now."))
        #expect(state.explanation.timeline.filter { $0.event == .resourceFailed }.count == 1)
    }
}
