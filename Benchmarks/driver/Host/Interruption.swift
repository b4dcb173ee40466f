// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: ends what was started here, removes what was written, and then ends as the signal would have it.
enum Interruption {
    private static let children = Mutex<Set<pid_t>>([])

    /// Starts a process, which gives its id; waits for ever once an interruption has begun.
    static func starting(_ start: () throws -> pid_t) rethrows -> pid_t {
        try children.withLock { children in
            let id = try start()
            children.insert(id)
            return id
        }
    }

    static func ended(_ id: pid_t) { _ = children.withLock { $0.remove(id) } }

    /// Watches from now on, for as long as what it returns is kept.
    static func watch(directory: String) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // Under the lock until the end, so that nothing is started, and nothing written, after it.
                children.withLock { children in
                    for id in children {
                        kill(id, SIGKILL)
                        waitpid(id, nil, 0)
                    }
                    // ignoring: there is nobody left to tell, and what is left lies below the temporary directory.
                    try? FileManager.default.removeItem(atPath: directory)
                    exit(128 + number)
                }
            }
            source.resume()
            return source
        }
    }
}
