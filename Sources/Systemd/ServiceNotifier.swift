// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CSystemd
import Glibc

/// Tells the service manager how the service fares, by sd_notify(3).
///
/// Without `$NOTIFY_SOCKET` (the process does not run under a service manager) every method does nothing.
package struct ServiceNotifier: Sendable {
    /// Notifies whoever `$NOTIFY_SOCKET` names at each call.
    package init() {}

    /// Start-up is done, or a reload is.
    package func ready(status: String? = nil) throws(SystemdError) {
        try send(["READY=1"] + (status.map { [Self.statusField($0)] } ?? []))
    }

    /// Says in one line, for `systemctl status`, how things are.
    ///
    /// Line breaks become blanks, so that a name in it cannot add a field.
    package func status(_ text: String) throws(SystemdError) {
        try send([Self.statusField(text)])
    }

    /// A reload begins, which `ready` ends.
    ///
    /// The time lets `Type=notify-reload` (systemd 253) tell it from an older one.
    package func reloading() throws(SystemdError) {
        try send(["RELOADING=1", "MONOTONIC_USEC=\(Self.monotonicMicroseconds())"])
    }

    /// Shutdown begins.
    package func stopping(status: String? = nil) throws(SystemdError) {
        try send(["STOPPING=1"] + (status.map { [Self.statusField($0)] } ?? []))
    }

    /// Start-up or shutdown goes on: the next notification comes within `duration`, or the manager may give up.
    package func extendTimeout(by duration: Duration) throws(SystemdError) {
        try send(["EXTEND_TIMEOUT_USEC=\(duration.microseconds)"])
    }

    /// The service is alive: due at least once in each `Watchdog.interval`.
    package func watchdog() throws(SystemdError) {
        try send(["WATCHDOG=1"])
    }

    /// The process that the manager shall watch from now on.
    package func mainProcess(_ identifier: Int32) throws(SystemdError) {
        try send(["MAINPID=\(identifier)"])
    }

    private func send(_ fields: [String]) throws(SystemdError) {
        let result = sd_notify(0, fields.joined(separator: "\n"))
        if result < 0 {
            throw SystemdError("The service manager could not be notified through $NOTIFY_SOCKET", code: result)
        }
    }

    private static func statusField(_ text: String) -> String {
        "STATUS=" + String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func monotonicMicroseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
