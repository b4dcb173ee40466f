// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What serves one method.
package struct Handler: Sendable {
    /// In which lane a call may overlap with others that follow it directly; nil: exclusive.
    ///
    /// See `CallSequencer`.
    ///
    /// Runs on the connection's queue before the call starts. A call with `more` is exclusive whatever this says.
    package let lane: @Sendable (VarlinkCall) -> String?

    /// Serving it has no other effect than the reply: a call that has not started when its peer goes is dropped.
    package let changesNothing: Bool

    /// Serves a call: must answer through the responder, now or later, from any thread.
    ///
    /// Runs on the connection's serial queue, one call after another, and must not block it.
    package let handle: @Sendable (VarlinkCall, Responder) -> Void

    /// An exclusive handler of changes, unless something else is said.
    package init(
        changesNothing: Bool = false,
        lane: @escaping @Sendable (VarlinkCall) -> String? = { _ in nil },
        handle: @escaping @Sendable (VarlinkCall, Responder) -> Void
    ) {
        self.changesNothing = changesNothing
        self.lane = lane
        self.handle = handle
    }
}
