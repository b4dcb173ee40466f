// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why bytes on a connection are no varlink message; the protocol has no reply for these, the connection is closed.
package enum FrameError: Error, Sendable, Equatable {
    /// A message is longer than `limit` bytes.
    case tooLarge(limit: Int)

    /// The message is not JSON, at this offset in it; or it nests deeper than `JSONScanner.maximumDepth`.
    case notJSON(offset: Int)

    /// The message is JSON, but not a call or reply: no object, no method, or a member of the wrong type.
    case notAMessage(reason: String)
}
