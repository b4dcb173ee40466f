// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// Counts down what is outstanding.
final class SharedCounter: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int) { self.count = Mutex(count) }

    /// What is left after this one.
    func decrement() -> Int {
        count.withLock { count in
            count -= 1
            return count
        }
    }
}
