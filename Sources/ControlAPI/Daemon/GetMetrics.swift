// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension DaemonInterface {
    /// OpenMetrics text.
    package enum GetMetrics: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Daemon.GetMetrics"

        /// Nothing goes in.
        package typealias Parameters = NoParameters

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// OpenMetrics text.
            package var metrics: String

            /// Puts the parts together.
            package init(metrics: String) {
                self.metrics = metrics
            }
        }
    }
}
