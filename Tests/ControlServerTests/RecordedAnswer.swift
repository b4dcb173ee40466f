// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Synchronization
import Testing
import Varlink

@testable import ControlServer

/// Keeps what a handler answers.
final class RecordedAnswer: Answering {
    private struct State {
        var final: Result<[UInt8], VarlinkError>?
        var finals = 0
        var progress: [[UInt8]] = []
        var hook: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var final: Result<[UInt8], VarlinkError>? { state.withLock { $0.final } }

    /// How often the handler gave a final answer.
    var finalCount: Int { state.withLock { $0.finals } }

    var progress: [[UInt8]] { state.withLock { $0.progress } }

    /// The error of the contract that the call failed with, if so.
    var error: ControlError? {
        guard case .failure(let error) = final else { return nil }
        return ControlError(error)
    }

    func reply<Method: VarlinkMethod>(to method: Method.Type) throws -> Method.Reply {
        try JSONObject.decode(Method.Reply.self, from: try #require(final).get())
    }

    /// The peer goes.
    func disconnect() {
        let hook = state.withLock { state in
            defer { state.hook = nil }
            return state.hook
        }
        hook?()
    }

    func reply(_ parameters: some Encodable & Sendable) {
        settle(Result { try JSONObject.encode(parameters) }.mapError { VarlinkError(name: "test.\(type(of: $0))") })
    }

    func fail(_ error: VarlinkError) { settle(.failure(error)) }

    func progress(_ parameters: some Encodable & Sendable) {
        guard let json = try? JSONObject.encode(parameters) else { return }
        state.withLock { $0.progress.append(json) }
    }

    func onDisconnect(_ hook: @escaping @Sendable () -> Void) { state.withLock { $0.hook = hook } }

    private func settle(_ result: Result<[UInt8], VarlinkError>) {
        state.withLock { state in
            state.finals += 1
            state.final = state.final ?? result
        }
    }
}
