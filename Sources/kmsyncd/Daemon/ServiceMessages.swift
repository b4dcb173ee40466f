// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Systemd

/// What systemd is told, in order, on a queue of its own: its socket blocks when nobody reads it, and nothing else may.
struct ServiceMessages: Sendable {
    /// Within which the next message of a start or a stop comes, if it makes progress.
    private static let patience: Duration = .seconds(30)

    private let notifier = ServiceNotifier()
    // Watched as "service messages".
    private let queue = DispatchQueue(label: "io.kmsync.notify")

    /// Within which the service manager wants to hear that we are alive; nil where it does not.
    let watchdogInterval: Duration?

    init() throws(SystemdError) { watchdogInterval = try Watchdog.interval }

    /// A start or a stop has come further, and may take longer.
    func progressed(_ status: String) {
        tell {
            try $0.status(status)
            try $0.extendTimeout(by: Self.patience)
            try $0.watchdog()
        }
    }

    /// Goes once through its queue; for the watchdog.
    func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }

    /// Tells it soon; that nobody listens is no reason to fail.
    func tell(_ body: @escaping @Sendable (ServiceNotifier) throws -> Void) {
        queue.async { [notifier] in
            do {
                try body(notifier)
            } catch {
                // ignoring: the notification is a courtesy; systemd notices by itself what matters.
            }
        }
    }
}
