// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension InstancesInterface {
    /// Makes an empty standalone instance.
    ///
    /// Quotas: 0 to 10,000,000; 100,000 if left out. residencyZone and accountId: "default" if left out.
    package enum CreateInstance: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Instances.CreateInstance"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// For example `cn-hangzhou`.
            package var region: String
            /// Instances synchronize only within one residency zone.
            package var residencyZone: String?
            /// Instances synchronize only within one account.
            package var accountId: String?
            /// Keys.
            package var keyQuota: Int?
            /// Secrets.
            package var secretQuota: Int?

            /// Puts the parts together.
            package init(
                instanceId: String,
                region: String,
                residencyZone: String? = nil,
                accountId: String? = nil,
                keyQuota: Int? = nil,
                secretQuota: Int? = nil
            ) {
                self.instanceId = instanceId
                self.region = region
                self.residencyZone = residencyZone
                self.accountId = accountId
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
