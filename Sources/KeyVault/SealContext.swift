// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where a sealed value stands, so that it opens nowhere else: the authenticated data of a seal at rest.
package struct SealContext: Sendable, Equatable {
    /// What `SealingKey.seal` and `open` take as context.
    package let bytes: [UInt8]

    /// The place of one version of one resource, for example `secret/db/password` and a version id.
    package init(resource: String, version: String) {
        var fields = AuthenticatedFields(
            purpose: "kmsync.seal.1",
            capacity: 32 + resource.utf8.count + version.utf8.count
        )
        fields.append(resource)
        fields.append(version)
        bytes = fields.bytes
    }
}
