// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch

/// Where a replica of this daemon takes in what was sent to it: many at a time.
struct Deliveries: Sendable {
    // Watched as "deliveries".
    private let queue = DispatchQueue(label: "io.kmsync.deliveries", attributes: .concurrent, target: .global())

    /// Takes one in soon; `body` must not block for long.
    func deliver(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

    /// Calls back once every delivery that was begun before has ended; for the watchdog.
    func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(flags: .barrier, execute: completion) }
}
