// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// What the kernel counts of a process; proc(5).
struct ProcessFigures {
    let id: pid_t

    /// Memory in MB (10^6 bytes): resident now, and the most so far.
    var resident: Double { get throws { try kilobytes("VmRSS:") * 1024 / 1e6 } }
    var mostResident: Double { get throws { try kilobytes("VmHWM:") * 1024 / 1e6 } }

    /// Processor time of all threads so far.
    var processorTime: Duration {
        get throws {
            var clock = clockid_t()
            var time = timespec()
            guard clock_getcpuclockid(id, &clock) == 0, clock_gettime(clock, &time) == 0 else {
                throw BenchFailure("The processor time of process \(id) cannot be read.")
            }
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
    }

    /// Share of one processor that it uses while nothing is asked of it.
    func idleShare(over time: Duration) throws -> Double {
        let (start, before) = (ContinuousClock.now, try processorTime)
        Thread.sleep(forTimeInterval: time / .seconds(1))
        return try (processorTime - before) / start.elapsed
    }

    private func kilobytes(_ key: String) throws -> Double {
        let lines = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8).split(separator: "\n")
        let words = lines.first { $0.hasPrefix(key) }?.split(whereSeparator: \.isWhitespace)
        guard let words, words.count > 1, let number = Double(words[1]) else {
            throw BenchFailure("/proc/\(id)/status has no \(key)")
        }
        return number
    }
}
