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
        if let name = Self.text(text, after: "key/") {
            self = .key(try KeyID(name, field: field))
        } else if let name = Self.text(text, after: "secret/") {
            self = .secret(try SecretName(name, field: field))
        } else {
            throw InvalidInput(field: field, reason: "a resource is named key/KEYID or secret/NAME")
        }
    }

    private static func text(_ text: String, after prefix: StaticString) -> String? {
        let (bytes, count) = (text.utf8, prefix.utf8CodeUnitCount)
        guard bytes.starts(with: UnsafeBufferPointer(start: prefix.utf8Start, count: count)) else { return nil }
        return String(text[bytes.index(bytes.startIndex, offsetBy: count)...])
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
