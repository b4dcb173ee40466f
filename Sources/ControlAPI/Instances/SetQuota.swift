// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension InstancesInterface {
    /// Changes the limits that are given: 0 to 10,000,000.
    package enum SetQuota: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Instances.SetQuota"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// Keys.
            package var keyQuota: Int?
            /// Secrets.
            package var secretQuota: Int?

            /// Puts the parts together.
            package init(instanceId: String, keyQuota: Int? = nil, secretQuota: Int? = nil) {
                self.instanceId = instanceId
                self.keyQuota = keyQuota
                self.secretQuota = secretQuota
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
