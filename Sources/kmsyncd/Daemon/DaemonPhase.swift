// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// Where the daemon is in its life.
final class DaemonPhase: Sendable {
    enum Phase: Sendable {
        case starting
        case running
        case draining
    }

    private let phase = Mutex(Phase.starting)

    var current: Phase { phase.withLock { $0 } }

    /// Moves on; false: it was there already, or further.
    func enter(_ next: Phase) -> Bool {
        phase.withLock { phase in
            switch (phase, next) {
            case (.starting, .running), (.starting, .draining), (.running, .draining):
                phase = next
                return true
            case (_, .starting), (.running, .running), (.draining, .running), (.draining, .draining):
                return false
            }
        }
    }
}
