// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CSystemd

/// The service manager's watchdog (`WatchdogSec=`), by sd_watchdog_enabled(3).
package enum Watchdog {
    /// How often `ServiceNotifier.watchdog()` is due; nil when the manager does not watch this process.
    ///
    /// Throws when `$WATCHDOG_USEC` or `$WATCHDOG_PID` cannot be read as numbers.
    package static var interval: Duration? {
        get throws(SystemdError) {
            var microseconds: UInt64 = 0
            let result = sd_watchdog_enabled(0, &microseconds)
            if result < 0 {
                throw SystemdError(
                    "$WATCHDOG_USEC or $WATCHDOG_PID is no number: unset both or correct them",
                    code: result
                )
            }
            return result == 0 ? nil : .microseconds(Int64(clamping: microseconds))
        }
    }
}
