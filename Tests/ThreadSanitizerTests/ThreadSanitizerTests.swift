// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Synchronization
import Testing

/// Whether `make tsan` can fail, and fails only for races; built only by it.
struct ThreadSanitizerTests {
    /// What `TSAN_OPTIONS` of Scripts/tsan.sh says: a status that no program of ours ends with.
    private static let raceFound: Int32 = 99

    private final class Shared: Sendable {
        // Safe because it is not: this race is what the sanitizer has to find.
        nonisolated(unsafe) var unprotected = 0
        let protected = Mutex(0)
        let queue = DispatchQueue(label: "sanitizer")
    }

    /// Many times on each of two threads that both run by then: nothing but `body` itself orders what they do.
    private static func onTwoThreads(_ body: @escaping @Sendable () -> Void) {
        let (ready, start, done) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        for _ in 1...2 {
            Thread.detachNewThread {
                ready.signal()
                start.wait()
                for _ in 1...10_000 { body() }
                done.signal()
            }
        }
        for _ in 1...2 { ready.wait() }
        for _ in 1...2 { start.signal() }
        for _ in 1...2 { done.wait() }
    }

    @Test func `a planted race is found`() async {
        await #expect(processExitsWith: .exitCode(ThreadSanitizerTests.raceFound)) {
            let shared = Shared()
            // Where one thread has ended before the other comes to run there may be nothing to find: not fifty times.
            for _ in 1...50 { ThreadSanitizerTests.onTwoThreads { shared.unprotected += 1 } }
        }
    }

    @Test func `a contended mutex, and a serial queue, order what is done under them`() async {
        await #expect(processExitsWith: .success) {
            let shared = Shared()
            ThreadSanitizerTests.onTwoThreads { shared.protected.withLock { $0 += 1 } }
            ThreadSanitizerTests.onTwoThreads { shared.queue.sync { shared.unprotected += 1 } }
            let count = shared.protected.withLock { $0 }
            precondition(count == 20_000 && shared.queue.sync { shared.unprotected } == 20_000)
        }
    }
}
