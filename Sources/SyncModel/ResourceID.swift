// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Names a key or a secret of an instance: `key/KEYID` or `secret/NAME`.
package enum ResourceID: Sendable, Hashable, CustomStringConvertible {
    /// A key.
    case key(KeyID)
    /// A secret.
    case secret(SecretName)

    /// Accepts `key/KEYID` or `secret/NAME`.
    package init(_ text: String, field: String = "resources") throws(InvalidInput) {
        if text.hasPrefix("key/") {
            self = .key(try KeyID(String(text.dropFirst(4)), field: field))
        } else if text.hasPrefix("secret/") {
            self = .secret(try SecretName(String(text.dropFirst(7)), field: field))
        } else {
            throw InvalidInput(field: field, reason: "a resource is named key/KEYID or secret/NAME")
        }
    }

    /// The name as people write it.
    package var description: String {
        switch self {
        case .key(let id): "key/" + id.description
        case .secret(let name): "secret/" + name.description
        }
    }

    /// Key or secret.
    package var kind: ResourceKind {
        switch self {
        case .key: .key
        case .secret: .secret
        }
    }
}
