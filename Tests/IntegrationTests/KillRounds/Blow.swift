// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Synchronization

/// When the daemon is to be struck: once so many changes were acknowledged over all connections.
final class Blow: Sendable {
    private let count: Int
    private let told = Mutex(0)
    private let due = DispatchSemaphore(value: 0)

    init(count: Int) { self.count = count }

    var acknowledgements: Int { told.withLock { $0 } }

    /// Counts one.
    func acknowledged() {
        let isLast = told.withLock { told in
            told += 1
            return told == count
        }
        if isLast { due.signal() }
    }

    /// Waits until it is time; false when that does not come.
    func isDue(within patience: Duration = DaemonProcess.patience) -> Bool {
        due.wait(timeout: .now() + .milliseconds(Int(patience / .milliseconds(1)))) == .success
    }

    /// Spun and not slept: a moment that no answer of the daemon chose.
    static func strike(_ process: pid_t, after delay: Duration) {
        let moment = ContinuousClock.now + delay
        while ContinuousClock.now < moment {}
        kill(process, SIGKILL)
    }
}
