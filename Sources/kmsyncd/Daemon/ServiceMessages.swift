// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Systemd

/// What systemd is told, in order, on a queue of its own: its socket blocks when nobody reads it, and nothing else may.
struct ServiceMessages: Sendable {
    private let notifier = ServiceNotifier()
    private let queue = DispatchQueue(label: "io.kmsync.notify")

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
