// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A mistake of a handler, which the protocol has no reply for: the connection is closed.
package struct ServerDefect: Sendable, Equatable {
    /// What the handler did.
    package enum Kind: Sendable, Equatable {
        /// It let go of the responder without a final answer.
        case unanswered
        /// Its reply is no JSON object.
        case replyNotEncodable
        /// Its reply is longer than the configuration allows.
        case replyTooLarge(bytes: Int)
    }

    /// The qualified name of the method.
    package let method: String

    /// What the handler did.
    package let kind: Kind
}
