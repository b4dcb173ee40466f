// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension InstancesInterface {
    /// All instances of this daemon, sorted by id.
    package enum ListInstances: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Instances.ListInstances"

        /// Nothing goes in.
        package typealias Parameters = NoParameters

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// Instances of this daemon.
            package var instances: [Instance]

            /// Puts the parts together.
            package init(instances: [Instance]) {
                self.instances = instances
            }
        }
    }
}
