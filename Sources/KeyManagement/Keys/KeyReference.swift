// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// How a caller names a key: by id, or by alias.
package enum KeyReference: Sendable, Hashable, CustomStringConvertible {
    /// The key of this id.
    case id(KeyID)
    /// The key that the alias names, with `alias/`.
    case alias(String)

    /// Accepts a key's id or `alias/NAME`.
    package init(_ text: String, field: String = "keyId") throws(InvalidInput) {
        if text.hasPrefix(AliasRule.prefix) {
            self = .alias(try AliasRule.check(text, field: field))
        } else {
            self = .id(try KeyID(text, field: field))
        }
    }

    /// The name as people write it.
    package var description: String {
        switch self {
        case .id(let id): id.description
        case .alias(let alias): alias
        }
    }
}
