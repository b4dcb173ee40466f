// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Time, as those who wait need it.
package protocol Scheduling: Sendable {
    /// Both clocks, read together.
    var now: Moment { get }
    /// Runs `body` once after a delay, on a queue that must not be blocked, unless the ticket is cancelled before.
    func after(_ delay: Duration, _ body: @escaping @Sendable () -> Void) -> WaitTicket
}
