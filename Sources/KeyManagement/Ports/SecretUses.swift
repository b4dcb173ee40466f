// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What putting a value gives.
package struct SecretPut: Sendable {
    /// The secret as it is now.
    package var secret: Secret
    /// The version that holds the value.
    package var versionID: VersionID

    /// Puts the parts together.
    package init(secret: Secret, versionID: VersionID) {
        self.secret = secret
        self.versionID = versionID
    }
}

/// What reading a value gives.
package struct SecretValue: Sendable {
    /// The value.
    package var value: Material
    /// Its version, with the stages that point at it.
    package var version: Secret.Version

    /// Puts the parts together.
    package init(value: Material, version: Secret.Version) {
        self.value = value
        self.version = version
    }
}
