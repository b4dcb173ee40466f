// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SecretsInterface {
    /// One value: of a version, or of a stage (ACSCurrent if neither is given).
    package enum GetSecretValue: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.GetSecretValue"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The secret.
            package var name: String
            /// The version.
            package var versionId: String?
            /// The label; null: ACSCurrent.
            package var stage: String?

            /// Puts the parts together.
            package init(instanceId: String, name: String, versionId: String? = nil, stage: String? = nil) {
                self.instanceId = instanceId
                self.name = name
                self.versionId = versionId
                self.stage = stage
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// Base64.
            package var value: ConcealedText
            /// The version.
            package var versionId: String
            /// Labels that point at the version.
            package var stages: [String]

            /// Puts the parts together.
            package init(value: ConcealedText, versionId: String, stages: [String]) {
                self.value = value
                self.versionId = versionId
                self.stages = stages
            }
        }
    }
}
