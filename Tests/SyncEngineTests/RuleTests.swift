// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Testing

@Suite
struct RuleTests {
    private func version(_ epoch: Int64, _ revision: Int64, _ content: UInt8 = 1) -> HeldVersion {
        let digest = Digest([UInt8](repeating: content, count: Digest.size))
        return HeldVersion(epoch: Epoch(epoch), revision: Revision(revision), digest: digest)
    }

    @Test
    func `a push is applied where nothing is held, or what is held is older`() {
        #expect(ApplyRule.decide(held: nil, pushed: version(1, 1)) == .apply)
        #expect(ApplyRule.decide(held: version(1, 4), pushed: version(1, 5, 2)) == .apply)
    }

    @Test
    func `an older or equal push changes nothing`() {
        #expect(ApplyRule.decide(held: version(1, 5), pushed: version(1, 4, 2)) == .keep)
        #expect(ApplyRule.decide(held: version(1, 5), pushed: version(1, 5)) == .keep)
    }

    @Test
    func `the same revision with other content is a conflict`() {
        #expect(ApplyRule.decide(held: version(1, 5), pushed: version(1, 5, 2)) == .conflict)
    }

    @Test
    func `a newer epoch wins over any revision`() {
        #expect(ApplyRule.decide(held: version(1, 9), pushed: version(2, 3, 2)) == .apply)
        #expect(ApplyRule.decide(held: version(1, 3), pushed: version(2, 3, 2)) == .apply)
    }

    @Test
    func `an older epoch is fenced, a newer one has to say hello`() {
        #expect(EpochRule.decide(association: Epoch(2), pushed: Epoch(1)) == .fenced)
        #expect(EpochRule.decide(association: Epoch(2), pushed: Epoch(2)) == .accept)
        #expect(EpochRule.decide(association: Epoch(2), pushed: Epoch(3)) == .helloAgain)
    }

    @Test
    func `positions cover the backfill up to one place and the live part up to another`() {
        var positions = Positions(
            backfill: SequenceNumber(5),
            backfillEnd: SequenceNumber(10),
            live: SequenceNumber(20)
        )
        let covered = (0...25).filter { positions.cover(SequenceNumber($0)) }
        #expect(covered == Array(0...5) + Array(11...20))
        #expect(!positions.isBackfilled && positions.applied == SequenceNumber(5))
        positions.backfill = positions.backfillEnd
        #expect(positions.isBackfilled && positions.applied == SequenceNumber(20))
    }
}
