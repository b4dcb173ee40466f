// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import SyncEngine

@Suite
struct LaneWindowTests {
    /// The same, written so plainly that it is right.
    private struct Naive {
        struct Entry {
            var row: FeedRow
            var progress: LaneWindow.Progress
        }

        var start: SequenceNumber
        var readThrough: SequenceNumber
        var entries: [Entry] = []

        var position: SequenceNumber {
            guard let first = entries.firstIndex(where: { !$0.progress.isSettled }) else { return readThrough }
            return first == 0 ? start : entries[first - 1].row.sequence
        }

        mutating func append(_ rows: [FeedRow], through: SequenceNumber) {
            if entries.allSatisfy({ $0.progress.isSettled }) {
                start = readThrough
                entries = []
            }
            for row in rows {
                for place in entries.indices where entries[place].row.row == row.row { entries[place].progress = .done }
                entries.append(Entry(row: row, progress: .ready))
            }
            readThrough = through
        }

        mutating func mark(_ row: RowID, upTo revision: Revision, as progress: LaneWindow.Progress) {
            guard let place = entries.lastIndex(where: { $0.row.row == row }), entries[place].row.revision <= revision,
                entries[place].progress != .done
            else { return }
            // What the window has dropped from its front stays as it was.
            if entries[place].row.sequence <= position { return }
            if entries[place].progress == .setAside && progress == .inFlight { return }
            entries[place].progress = progress
        }

        mutating func release(_ row: RowID) {
            guard let place = entries.lastIndex(where: { $0.row.row == row }), entries[place].progress == .inFlight
            else { return }
            entries[place].progress = .ready
        }

        var ready: [RowID] { entries.filter { $0.progress == .ready }.map(\.row.row) }
    }

    @Test(arguments: UInt64(1)...60)
    func `the window does what a naive one does`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = LaneWindow(position: SequenceNumber(10))
        var naive = Naive(start: SequenceNumber(10), readThrough: SequenceNumber(10))
        var next: Int64 = 10
        var revisions: [Int64: Int64] = [:]
        for step in 0..<400 {
            let row = RowID(Int64.random(in: 0..<40, using: &random))
            switch Int.random(in: 0..<9, using: &random) {
            case 0:
                var rows: [FeedRow] = []
                for _ in 0..<Int.random(in: 0...30, using: &random) {
                    let number = Int64.random(in: 0..<40, using: &random)
                    next += Int64.random(in: 1...3, using: &random)
                    revisions[number, default: 0] += 1
                    rows.append(.sample(number, sequence: next, revision: revisions[number] ?? 0))
                }
                next += Int64.random(in: 0...2, using: &random)
                let page = FeedPage(lane: .live, rows: rows, readThrough: SequenceNumber(next))
                window.append(page) { _ in .ready }
                naive.append(rows, through: SequenceNumber(next))
            case 1:
                window.release(row)
                naive.release(row)
            case let kind:
                let all: [LaneWindow.Progress] = [.inFlight, .beingSetAside, .setAside, .done, .done, .inFlight, .done]
                let newest = revisions[row.rawValue] ?? 0
                let revision = Revision(newest - Int64.random(in: 0...1, using: &random))
                window.mark(row, upTo: revision, as: all[kind - 2])
                naive.mark(row, upTo: revision, as: all[kind - 2])
            }
            var ready: [RowID] = []
            window.visitReady {
                ready.append($0.row)
                return ready.count < 1000
            }
            #expect(ready == naive.ready, "seed \(seed), step \(step)")
            #expect(window.position == naive.position, "seed \(seed), step \(step)")
            #expect(window.readThrough == naive.readThrough)
        }
    }

    @Test
    func `the position moves over what is done in order only`() {
        var window = LaneWindow(position: .zero)
        let rows = (1...3).map { FeedRow.sample($0, sequence: $0 * 10, revision: 1) }
        window.append(FeedPage(lane: .live, rows: rows, readThrough: SequenceNumber(35))) { _ in .ready }
        window.mark(RowID(2), upTo: Revision(1), as: .done)
        #expect(window.position == .zero && window.hasDoneAhead)
        window.mark(RowID(1), upTo: Revision(1), as: .beingSetAside)
        #expect(window.position == .zero && window.positionOnceSetAside == SequenceNumber(20))
        window.mark(RowID(1), upTo: Revision(1), as: .setAside)
        #expect(window.position == SequenceNumber(20) && !window.hasDoneAhead)
        window.mark(RowID(3), upTo: Revision(1), as: .done)
        #expect(window.position == SequenceNumber(35) && window.isDrained)
    }

    @Test
    func `an answer of an older revision does not settle the newer row`() {
        var window = LaneWindow(position: .zero)
        window.append(.live([.sample(1, sequence: 1, revision: 1)])) { _ in .ready }
        window.mark(RowID(1), upTo: Revision(1), as: .inFlight)
        window.append(.live([.sample(1, sequence: 2, revision: 2)])) { _ in .ready }
        window.mark(RowID(1), upTo: Revision(1), as: .done)
        #expect(window.position == SequenceNumber(1) && window.progress(of: RowID(1))?.progress == .ready)
    }

    @Test
    func `a long window drops its front in bulk and keeps its places`() {
        var window = LaneWindow(position: .zero)
        let count = Int64(ReplicationPolicy.pageRows * 3)
        window.append(.live((1...count).map { .sample($0, sequence: $0, revision: 1) })) { _ in .ready }
        for row in 1..<count { window.mark(RowID(row), upTo: Revision(1), as: .done) }
        #expect(window.count == 1 && window.position == SequenceNumber(count - 1))
        #expect(window.progress(of: RowID(count))?.row.row == RowID(count))
    }
}
