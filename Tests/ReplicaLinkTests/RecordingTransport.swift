// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ReplicaLink
import SyncEngine
import SyncModel
import Synchronization

/// Records every byte that goes to a replica and comes back.
final class RecordingTransport: LinkTransport {
    private struct State {
        var requests: [[UInt8]] = []
        var replies: [[UInt8]] = []
    }

    private let inner: any LinkTransport
    private let state = Mutex(State())

    init(_ inner: any LinkTransport) { self.inner = inner }

    var requests: [[UInt8]] { state.withLock { $0.requests } }
    var replies: [[UInt8]] { state.withLock { $0.replies } }

    func send(
        _ request: [UInt8],
        deadline: Duration,
        completion: @escaping @Sendable (Result<[UInt8], LinkFailure>) -> Void
    ) {
        state.withLock { $0.requests.append(request) }
        inner.send(request, deadline: deadline) { [self] result in
            if case .success(let reply) = result { state.withLock { $0.replies.append(reply) } }
            completion(result)
        }
    }
}
