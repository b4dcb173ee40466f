// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension InstancesInterface {
    /// Destroys the instance and everything in it.
    ///
    /// confirm repeats the instanceId. A primary with associated replicas, and an associated replica, are refused
    /// (InstanceInUse).
    package enum ReleaseInstance: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Instances.ReleaseInstance"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// Repeats the id.
            package var confirm: String

            /// Puts the parts together.
            package init(instanceId: String, confirm: String) {
                self.instanceId = instanceId
                self.confirm = confirm
            }
        }

        /// Nothing comes back.
        package typealias Reply = NoParameters
    }
}
