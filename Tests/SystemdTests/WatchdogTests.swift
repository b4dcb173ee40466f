// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Systemd
import Testing

struct WatchdogTests {
    @Test func `the interval is what the manager says`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("WATCHDOG_USEC")
            try expectSame(Watchdog.interval, nil)
            setenv("WATCHDOG_USEC", "2500000", 1)
            try expectSame(Watchdog.interval, .milliseconds(2_500))
            setenv("WATCHDOG_PID", "\(getpid())", 1)
            try expectSame(Watchdog.interval, .milliseconds(2_500))
        }
    }

    @Test func `another process's watchdog is not ours`() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "2500000", 1)
            setenv("WATCHDOG_PID", "1", 1)
            try expectSame(Watchdog.interval, nil)
        }
    }

    @Test func `an interval that is no number is an error`() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "soon", 1)
            let error = #expect(throws: SystemdError.self) { try Watchdog.interval }
            expectSame(error?.message.contains("$WATCHDOG_USEC"), true)
        }
    }
}
