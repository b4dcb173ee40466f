// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import InstanceStore

struct CheckpointRuleTests {
    @Test func `the log is copied after so many pages, however many commits they come in`() {
        var rule = CheckpointRule()
        var checkpoints = 0
        for _ in 0..<(10 * CheckpointRule.pagesBetween / 7) {
            guard let checkpoint = rule.committed(pages: 7) else { continue }
            #expect(checkpoint == .passive)
            rule.begin()
            rule.finished(logPages: CheckpointRule.pagesBetween)
            checkpoints += 1
        }
        #expect(checkpoints == 9)
    }

    @Test func `a log that readers let grow is emptied`() {
        var rule = CheckpointRule()
        _ = rule.committed(pages: CheckpointRule.pagesBetween)
        rule.begin()
        rule.finished(logPages: CheckpointRule.longestLog + 1)
        #expect(rule.committed(pages: CheckpointRule.pagesBetween) == .truncate)
        rule.begin()
        rule.finished(logPages: 0)
        #expect(rule.committed(pages: CheckpointRule.pagesBetween) == .passive)
    }

    @Test func `a checkpoint that failed is not repeated before the log has grown again`() {
        var rule = CheckpointRule()
        #expect(rule.committed(pages: CheckpointRule.pagesBetween) == .passive)
        rule.begin()
        #expect(rule.committed(pages: 1) == nil)
    }

    @Test func `what is idle is copied once`() {
        var rule = CheckpointRule()
        #expect(rule.idle() == nil)
        _ = rule.committed(pages: 3)
        #expect(rule.idle() == .passive)
        rule.begin()
        rule.finished(logPages: 3)
        #expect(rule.idle() == nil)
    }
}
