// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension InstancesInterface {
    /// One instance.
    package enum DescribeInstance: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Instances.DescribeInstance"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String

            /// Puts the parts together.
            package init(instanceId: String) {
                self.instanceId = instanceId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The instance.
            package var instance: Instance

            /// Puts the parts together.
            package init(instance: Instance) {
                self.instance = instance
            }
        }
    }
}
