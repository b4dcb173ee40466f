// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import VarlinkServer

struct CallSequencerTests {
    private typealias Sequencer = CallSequencer<String, String>

    /// Starts all that may start, and gives their names.
    private func startAll(_ sequencer: inout Sequencer) -> [String] {
        var names: [String] = []
        while let started = sequencer.start() {
            names.append(started.call)
        }
        return names
    }

    @Test func `exclusive calls go one by one`() {
        var sequencer = Sequencer()
        sequencer.enqueue("a", lane: nil)
        sequencer.enqueue("b", lane: nil)
        #expect(startAll(&sequencer) == ["a"])
        #expect(sequencer.answer(0, "A") == ["A"])
        #expect(startAll(&sequencer) == ["b"])
        #expect(sequencer.answer(1, "B") == ["B"])
        #expect(sequencer.isEmpty)
    }

    @Test func `calls of one lane overlap and are answered in order`() {
        var sequencer = Sequencer()
        for name in ["a", "b", "c"] {
            sequencer.enqueue(name, lane: "w")
        }
        #expect(startAll(&sequencer) == ["a", "b", "c"])
        #expect(sequencer.answer(2, "C").isEmpty)
        #expect(sequencer.answer(0, "A") == ["A"])
        #expect(sequencer.answer(1, "B") == ["B", "C"])
        #expect(sequencer.isEmpty)
    }

    @Test func `another lane waits until the one before is answered`() {
        var sequencer = Sequencer()
        sequencer.enqueue("a", lane: "x")
        sequencer.enqueue("b", lane: "y")
        sequencer.enqueue("c", lane: "x")
        #expect(startAll(&sequencer) == ["a"])
        #expect(sequencer.answer(0, "A") == ["A"])
        #expect(startAll(&sequencer) == ["b"])
        #expect(sequencer.answer(1, "B") == ["B"])
        #expect(startAll(&sequencer) == ["c"])
    }

    @Test func `an exclusive call waits for a lane and the lane waits for it`() {
        var sequencer = Sequencer()
        sequencer.enqueue("a", lane: "w")
        sequencer.enqueue("b", lane: "w")
        sequencer.enqueue("c", lane: nil)
        sequencer.enqueue("d", lane: "w")
        #expect(startAll(&sequencer) == ["a", "b"])
        #expect(sequencer.answer(1, "B").isEmpty)
        #expect(startAll(&sequencer).isEmpty)
        #expect(sequencer.answer(0, "A") == ["A", "B"])
        #expect(startAll(&sequencer) == ["c"])
        #expect(sequencer.answer(2, "C") == ["C"])
        #expect(startAll(&sequencer) == ["d"])
    }

    @Test func `a call that comes while its lane runs joins it`() {
        var sequencer = Sequencer()
        sequencer.enqueue("a", lane: "w")
        #expect(startAll(&sequencer) == ["a"])
        sequencer.enqueue("b", lane: "w")
        #expect(startAll(&sequencer) == ["b"])
    }

    @Test func `running means started and not answered`() {
        var sequencer = Sequencer()
        sequencer.enqueue("a", lane: "w")
        sequencer.enqueue("b", lane: "w")
        #expect(!sequencer.isRunning(0))
        _ = startAll(&sequencer)
        #expect(sequencer.isRunning(0) && sequencer.isRunning(1))
        _ = sequencer.answer(1, "B")
        #expect(!sequencer.isRunning(1))
        _ = sequencer.answer(0, "A")
        #expect(!sequencer.isRunning(0) && !sequencer.isRunning(7))
    }

    @Test func `any interleaving keeps the order and never overlaps what may not overlap`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = LinearGenerator(state: seed)
        var sequencer = CallSequencer<Int, Int>()
        var lanes: [String?] = []
        var running: [Int] = []
        var nextStart = 0
        var answers: [Int] = []
        while answers.count < 5_000 {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0 where lanes.count < 5_000:
                let lane = [nil, "x", "x", "y"].randomElement(using: &generator) ?? nil
                sequencer.enqueue(lanes.count, lane: lane)
                lanes.append(lane)
            case 1:
                guard let (number, call) = sequencer.start() else {
                    #expect(!running.isEmpty || nextStart == lanes.count, "stuck; seed \(seed)")
                    continue
                }
                #expect(number == call && call == nextStart, "seed \(seed)")
                let mayOverlap = running.allSatisfy { lanes[$0] != nil && lanes[$0] == lanes[call] }
                #expect(mayOverlap, "seed \(seed)")
                nextStart += 1
                running.append(call)
            default:
                guard let index = running.indices.randomElement(using: &generator) else {
                    continue
                }
                let call = running.remove(at: index)
                answers += sequencer.answer(call, call)
            }
        }
        #expect(answers == Array(0..<5_000), "seed \(seed)")
    }
}

/// Numbers that are the same for the same seed; Knuth's MMIX generator.
private struct LinearGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
