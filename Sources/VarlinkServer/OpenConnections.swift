// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// The connections that there are, to be looked at from any thread.
final class OpenConnections: Sendable {
    private let connections = Mutex<[Int: Connection]>([:])

    var count: Int { connections.withLock { $0.count } }

    /// In no order.
    var all: [Connection] { connections.withLock { Array($0.values) } }

    func add(_ connection: Connection) { connections.withLock { $0[connection.number] = connection } }

    func remove(_ number: Int) { connections.withLock { $0[number] = nil } }
}
