// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
package import SyncEngine
package import SyncModel

/// The machine's clocks.
package enum SystemClock {
    /// Both clocks, read one after the other.
    package static var now: Moment {
        Moment(uptime: .nanoseconds(read(CLOCK_BOOTTIME)), wall: wall)
    }

    /// The wall clock.
    package static var wall: Timestamp { Timestamp(milliseconds: read(CLOCK_REALTIME) / 1_000_000) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        precondition(clock_gettime(clock, &time) == 0, "the machine has this clock")
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
