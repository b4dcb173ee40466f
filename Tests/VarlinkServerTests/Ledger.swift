// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Synchronization
import Testing

/// What happened, in order, and a way to wait for it.
final class Ledger<Entry: Sendable>: Sendable {
    private let entries = Mutex<[Entry]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    /// Everything so far.
    var all: [Entry] { entries.withLock { $0 } }

    /// Adds an entry and wakes who waits for it.
    func append(_ entry: Entry) {
        entries.withLock { $0.append(entry) }
        arrivals.signal()
    }

    /// Waits until there are so many entries; fails the test after 10 seconds.
    ///
    /// For one waiting thread.
    @discardableResult
    func wait(for count: Int) -> [Entry] {
        while all.count < count {
            guard arrivals.wait(timeout: .now() + 10) == .success else {
                Issue.record("only \(all.count) of \(count) entries came")
                break
            }
        }
        return all
    }
}
