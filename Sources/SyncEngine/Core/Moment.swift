// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The time of an event on both clocks: durations are told by the one, people and files by the other.
package struct Moment: Sendable, Hashable {
    /// Monotonic time since some fixed point of this run.
    package var uptime: Duration
    /// Wall-clock time; may jump.
    package var wall: Timestamp

    /// Puts the two readings together.
    package init(uptime: Duration, wall: Timestamp) {
        self.uptime = uptime
        self.wall = wall
    }

    /// The monotonic time at which a wall-clock time will come, never further away than `limit`.
    func uptime(of time: Timestamp, atMost limit: Duration) -> Duration {
        uptime + min(max(time.since(wall), .zero), limit)
    }
}
