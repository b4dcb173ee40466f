// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing
import Varlink

struct FrameDecoderTests {
    private let stream = Array("{\"a\":1}\0{}\0\0{\"long\":\"0123456789\"}\0".utf8)
    private let frames = ["{\"a\":1}", "{}", "", "{\"long\":\"0123456789\"}"]

    private func drain(_ decoder: inout FrameDecoder) throws -> [String] {
        var frames: [String] = []
        while let frame = try decoder.next() {
            frames.append(String(decoding: frame, as: UTF8.self))
        }
        return frames
    }

    @Test func `frames come out whole wherever the stream is split`() throws {
        for split in 0...stream.count {
            var decoder = FrameDecoder()
            decoder.append(stream[..<split])
            var found = try drain(&decoder)
            decoder.append(stream[split...])
            found += try drain(&decoder)
            #expect(found == frames, "split at \(split)")
            #expect(decoder.bufferedBytes == 0)
        }
    }

    @Test func `frames come out whole byte by byte`() throws {
        var decoder = FrameDecoder()
        var found: [String] = []
        for byte in stream {
            decoder.append([byte])
            found += try drain(&decoder)
        }
        #expect(found == frames)
    }

    @Test func `frames that arrive together come out one by one`() throws {
        var decoder = FrameDecoder()
        decoder.append(stream)
        #expect(try drain(&decoder) == frames)
    }

    @Test func `a frame of exactly the limit is taken and a longer one is not`() throws {
        let exact = [UInt8](repeating: UInt8(ascii: "x"), count: 100)
        var decoder = FrameDecoder(maximumFrameBytes: 100)
        decoder.append(exact + [0])
        #expect(try decoder.next() == exact)
        decoder.append(exact + [UInt8(ascii: "x"), 0])
        #expect(throws: FrameError.tooLarge(limit: 100)) { try decoder.next() }
    }

    @Test func `a frame is too large before its end has arrived`() throws {
        var decoder = FrameDecoder(maximumFrameBytes: 100)
        decoder.append([UInt8](repeating: UInt8(ascii: "x"), count: 101))
        #expect(throws: FrameError.tooLarge(limit: 100)) { try decoder.next() }
    }

    @Test func `a long stream of frames of all sizes comes out unchanged`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var expected: [Int] = []
        var found: [Int] = []
        var decoder = FrameDecoder()
        var pending: [UInt8] = []
        for _ in 0..<400 {
            let size = Int.random(in: 0...5_000, using: &generator)
            expected.append(size)
            pending += [UInt8](repeating: UInt8(ascii: "y"), count: size) + [0]
            let sent = Int.random(in: 0...pending.count, using: &generator)
            decoder.append(pending[..<sent])
            pending.removeFirst(sent)
            while let frame = try decoder.next() {
                found.append(frame.count)
            }
        }
        decoder.append(pending)
        while let frame = try decoder.next() {
            found.append(frame.count)
        }
        #expect(found == expected, "seed \(seed)")
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
