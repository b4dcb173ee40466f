// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Synchronization

/// Kills a process a moment after so many acknowledgements.
final class Blow: Sendable {
    private let process: pid_t
    private let count: Int
    private let delay: Duration
    private let told = Mutex(0)

    init(process: pid_t, count: Int, delay: Duration) {
        self.process = process
        self.count = count
        self.delay = delay
    }

    var acknowledgements: Int { told.withLock { $0 } }

    func acknowledged() {
        let isLast = told.withLock { told in
            told += 1
            return told == count
        }
        guard isLast else { return }
        Self.strike(process, after: delay)
    }

    /// Spun and not slept: a moment that no answer of the daemon chose.
    static func strike(_ process: pid_t, after delay: Duration) {
        let moment = ContinuousClock.now + delay
        while ContinuousClock.now < moment {}
        kill(process, SIGKILL)
    }
}
