// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Synchronization
import Varlink

/// Calls over many connections at once, each with many in flight: what a busy fleet of callers does.
struct Pipeline {
    static let connections = 16
    static let depth = 32

    let socket: String
    let method: String
    /// The error that every call is answered with, where none is meant to succeed.
    var expectedError: String?

    /// Answers of a run and how long it took until the last one.
    struct Outcome {
        var answers: Int
        var time: Duration
        var rate: Double { Double(answers) / (time / .seconds(1)) }
    }

    /// Makes calls until `parameters` (of connection, number) is nil on each connection; throws the first error.
    func run(_ parameters: @escaping @Sendable (Int, Int) throws -> [UInt8]?) throws -> Outcome {
        let group = DispatchGroup()
        let total = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        let start = ContinuousClock.now
        for connection in 0..<Self.connections {
            group.enter()
            // A thread each, because the client blocks.
            Thread.detachNewThread {
                defer { group.leave() }
                do {
                    let answers = try converse { try parameters(connection, $0) }
                    total.withLock { $0 += answers }
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        group.wait()
        if let error = failure.withLock({ $0 }) { throw error }
        return Outcome(answers: total.withLock { $0 }, time: start.elapsed)
    }

    private func converse(_ parameters: (Int) throws -> [UInt8]?) throws -> Int {
        let client = try VarlinkClient(path: socket)
        var (sent, isOver) = (0, false)
        while true {
            while !isOver, client.outstandingCalls < Self.depth {
                if let next = try parameters(sent) {
                    try client.send(method, next)
                    sent += 1
                } else {
                    isOver = true
                }
            }
            guard client.outstandingCalls > 0 else { return sent }
            // Half of the window at a time, so that calls go out in groups as they come from callers.
            for _ in 0..<max(1, client.outstandingCalls / 2) {
                let reply = try client.receive()
                if reply.error != expectedError { throw BenchFailure("\(method): \(reply.error ?? "it succeeded")") }
            }
        }
    }
}
