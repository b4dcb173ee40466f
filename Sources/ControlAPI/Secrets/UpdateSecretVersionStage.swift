// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SecretsInterface {
    /// Moves a stage to a version, or takes it away from one.
    package enum UpdateSecretVersionStage: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.UpdateSecretVersionStage"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The secret.
            package var name: String
            /// The label; null: ACSCurrent.
            package var stage: String
            /// The version that gets the stage.
            package var moveToVersionId: String?
            /// The version that loses the stage.
            package var removeFromVersionId: String?

            /// Puts the parts together.
            package init(
                instanceId: String,
                name: String,
                stage: String,
                moveToVersionId: String? = nil,
                removeFromVersionId: String? = nil
            ) {
                self.instanceId = instanceId
                self.name = name
                self.stage = stage
                self.moveToVersionId = moveToVersionId
                self.removeFromVersionId = removeFromVersionId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The secret.
            package var secret: Secret

            /// Puts the parts together.
            package init(secret: Secret) {
                self.secret = secret
            }
        }
    }
}
