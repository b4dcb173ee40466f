// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Systemd
import TestSupport
import Testing

/// Each test that sets environment variables does so in a process of its own: they belong to the whole process.
struct ServiceNotifierTests {
    @Test func `each notification reaches the manager's socket in its own words`() async {
        await #expect(processExitsWith: .success) {
            try withTemporaryDirectory { directory in
                let manager = try DatagramSocket(path: directory + "/notify")
                setenv("NOTIFY_SOCKET", directory + "/notify", 1)
                let notifier = ServiceNotifier()

                try notifier.ready(status: "4 instances")
                try expectSame(manager.receive(), "READY=1\nSTATUS=4 instances")
                try notifier.ready()
                try expectSame(manager.receive(), "READY=1")
                try notifier.status("one\nMAINPID=1\r\ntwo\u{2028}three")
                try expectSame(manager.receive(), "STATUS=one MAINPID=1 two three")
                try notifier.stopping(status: "draining")
                try expectSame(manager.receive(), "STOPPING=1\nSTATUS=draining")
                try notifier.extendTimeout(by: .milliseconds(2_500))
                try expectSame(manager.receive(), "EXTEND_TIMEOUT_USEC=2500000")
                try notifier.watchdog()
                try expectSame(manager.receive(), "WATCHDOG=1")
                try notifier.mainProcess(4_711)
                try expectSame(manager.receive(), "MAINPID=4711")
            }
        }
    }

    @Test func `a reload carries the time of the monotonic clock`() async {
        await #expect(processExitsWith: .success) {
            try withTemporaryDirectory { directory in
                let manager = try DatagramSocket(path: directory + "/notify")
                setenv("NOTIFY_SOCKET", directory + "/notify", 1)
                let before = monotonicMicroseconds()
                try ServiceNotifier().reloading()
                let fields = try manager.receive().split(separator: "\n")
                expectSame(fields.first, "RELOADING=1")
                let time = try #require(fields.last.flatMap { Int64($0.dropFirst("MONOTONIC_USEC=".count)) })
                #expect((before...monotonicMicroseconds()).contains(time))
            }
        }
    }

    @Test func `without a manager nothing happens`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("NOTIFY_SOCKET")
            let notifier = ServiceNotifier()
            try notifier.ready()
            try notifier.watchdog()
            try notifier.stopping()
        }
    }

    @Test func `a manager that cannot be reached is an error`() async {
        await #expect(processExitsWith: .success) {
            setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1)
            let error = #expect(throws: SystemdError.self) { try ServiceNotifier().ready() }
            expectSame(error?.message.contains("$NOTIFY_SOCKET: No such file or directory."), true)
        }
    }
}

func monotonicMicroseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
}
