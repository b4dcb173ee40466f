// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink
import VarlinkServer

/// The end of a call where its answers go; see `Responder`, which is one.
protocol Answering: Sendable {
    /// The final answer.
    func reply(_ parameters: some Encodable & Sendable)
    /// The final answer where the call fails.
    func fail(_ error: VarlinkError)
    /// A reply that others follow.
    func progress(_ parameters: some Encodable & Sendable)
    /// Calls `hook` once when the peer goes before the final answer.
    func onDisconnect(_ hook: @escaping @Sendable () -> Void)
}

extension Responder: Answering {}
