// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Logging
import Synchronization

/// The level below which nothing is logged, shared by all handlers that were made with it and changeable at run time.
package final class LogThreshold: Sendable {
    private let storage: Mutex<Logger.Level>

    /// A threshold of its own.
    package init(_ level: Logger.Level) {
        storage = Mutex(level)
    }

    /// Takes effect for every logger at its next message, except where a logger was given a level of its own.
    package var level: Logger.Level {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}
