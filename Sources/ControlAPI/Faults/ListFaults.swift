// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension FaultsInterface {
    /// The faults in force.
    package enum ListFaults: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Faults.ListFaults"

        /// Nothing goes in.
        package typealias Parameters = NoParameters

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The faults.
            package var faults: [Fault]

            /// Puts the parts together.
            package init(faults: [Fault]) {
                self.faults = faults
            }
        }
    }
}
