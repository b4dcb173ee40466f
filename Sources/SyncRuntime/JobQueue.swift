// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Synchronization

/// The jobs of all replicas: a bounded number run at once, urgent ones first, the others in turn by replica, and no
/// more bytes are on their way than the budget allows.
package final class JobQueue: Sendable {
    /// Whose turn it is: jobs of one owner run in order of submission, owners take turns.
    package struct Owner: Hashable, Sendable {
        let text: String

        /// Any text that tells owners apart.
        package init(_ text: String) { self.text = text }
    }

    /// Most bytes of batches on their way at once, over all replicas.
    package static let maximumBytes = 16 * 1024 * 1024

    private struct Job: Sendable {
        var bytes: Int
        var body: @Sendable (_ release: @escaping @Sendable () -> Void) -> Void
    }

    /// Who wants to know that the queue moves.
    private struct Ping: Sendable {
        /// The jobs that ran at that time.
        var awaited: Set<Int>
        let completion: @Sendable () -> Void
    }

    private struct State {
        var urgent: [Job] = []
        var waiting: [Owner: [Job]] = [:]
        var turns: [Owner] = []
        var running: Set<Int> = []
        var started = 0
        var bytes = 0
        var pings: [Ping] = []

        mutating func next(width: Int) -> (number: Int, job: Job)? {
            guard running.count < width else { return nil }
            if let job = urgent.first, fits(job) {
                urgent.removeFirst()
                return take(job)
            }
            // Who has to wait for bytes is overtaken only by those that need none: else small jobs would starve it.
            var isWaitingForBytes = !urgent.isEmpty
            for (place, owner) in turns.enumerated() {
                guard let job = waiting[owner]?.first else { continue }
                guard job.bytes == 0 || !isWaitingForBytes && fits(job) else {
                    isWaitingForBytes = true
                    continue
                }
                turns.remove(at: place)
                waiting[owner]?.removeFirst()
                if waiting[owner]?.isEmpty ?? true { waiting[owner] = nil } else { turns.append(owner) }
                return take(job)
            }
            return nil
        }

        private func fits(_ job: Job) -> Bool {
            bytes == 0 || job.bytes == 0 || bytes + job.bytes <= JobQueue.maximumBytes
        }

        private mutating func take(_ job: Job) -> (number: Int, job: Job) {
            started += 1
            running.insert(started)
            bytes += job.bytes
            return (started, job)
        }

        /// Takes note that a job has ended, and gives the pings that waited for it last.
        mutating func end(_ number: Int) -> [Ping] {
            running.remove(number)
            guard !pings.isEmpty else { return [] }
            for place in pings.indices { pings[place].awaited.remove(number) }
            defer { pings.removeAll { $0.awaited.isEmpty } }
            return pings.filter { $0.awaited.isEmpty }
        }
    }

    private let state = Mutex(State())
    // Watched as "jobs".
    private let queue = DispatchQueue(label: "io.kmsync.jobs", attributes: .concurrent, target: .global())
    private let width: Int

    /// Runs at most `width` jobs at once.
    package init(width: Int) { self.width = max(1, width) }

    /// Queues a job.
    ///
    /// `body` runs on a worker and must not block for long; `release` gives its bytes back, exactly once,
    /// when they are no longer on their way.
    package func submit(
        owner: Owner,
        bytes: Int = 0,
        isUrgent: Bool = false,
        _ body: @escaping @Sendable (_ release: @escaping @Sendable () -> Void) -> Void
    ) {
        state.withLock { state in
            let job = Job(bytes: bytes, body: body)
            if isUrgent {
                state.urgent.append(job)
            } else {
                if state.waiting[owner] == nil { state.turns.append(owner) }
                state.waiting[owner, default: []].append(job)
            }
        }
        startWhatMay()
    }

    /// Calls back, as a job of its own, once every job that runs now has ended; for the watchdog.
    package func ping(_ completion: @escaping @Sendable () -> Void) {
        let waits = state.withLock { state in
            guard !state.running.isEmpty else { return false }
            state.pings.append(Ping(awaited: state.running, completion: completion))
            return true
        }
        if !waits { answer(completion) }
    }

    /// Ahead even of urgent jobs, which may wait for bytes.
    private func answer(_ completion: @escaping @Sendable () -> Void) {
        state.withLock { $0.urgent.insert(Job(bytes: 0) { _ in completion() }, at: 0) }
        startWhatMay()
    }

    private func startWhatMay() {
        while let (number, job) = state.withLock({ $0.next(width: width) }) {
            queue.async { [self] in
                job.body { self.release(job.bytes) }
                let answered = state.withLock { $0.end(number) }
                for ping in answered { answer(ping.completion) }
                startWhatMay()
            }
        }
    }

    private func release(_ bytes: Int) {
        guard bytes > 0 else { return }
        state.withLock { $0.bytes -= bytes }
        startWhatMay()
    }
}
