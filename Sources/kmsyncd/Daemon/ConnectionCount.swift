// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization
import VarlinkServer

/// How many connections the control socket has, for those who are made before its server.
final class ConnectionCount: Sendable {
    private let server = Mutex<VarlinkServer?>(nil)

    /// Counts those of a server from now on.
    func watch(_ server: VarlinkServer) { self.server.withLock { $0 = server } }

    var value: Int { server.withLock { $0 }?.connectionCount ?? 0 }
}
