// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension DaemonInterface {
    /// Sets what is logged until the daemon restarts.
    package enum SetLogLevel: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Daemon.SetLogLevel"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The level, as in the configuration.
            package var level: String

            /// Puts the parts together.
            package init(level: String) {
                self.level = level
            }
        }

        /// Nothing comes back.
        package typealias Reply = NoParameters
    }
}
