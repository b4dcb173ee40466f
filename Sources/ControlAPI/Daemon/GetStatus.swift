// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension DaemonInterface {
    /// The state of the daemon and of all replicas, in numbers.
    package enum GetStatus: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Daemon.GetStatus"

        /// Nothing goes in.
        package typealias Parameters = NoParameters

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// Only those of this status.
            package var status: Status

            /// Puts the parts together.
            package init(status: Status) {
                self.status = status
            }
        }
    }
}
