// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The rules of the names that keys have besides their ids.
package enum AliasRule {
    /// How every alias starts.
    package static let prefix = "alias/"
    /// Most characters after the prefix.
    package static let maximumLength = 128
    /// Most aliases of one key.
    package static let maximumCount = 32

    /// Returns the text if it is `alias/` and 1 to 128 ASCII letters, digits and `/ _ -`.
    package static func check(_ text: String, field: String) throws(InvalidInput) -> String {
        let name = text.utf8.dropFirst(prefix.utf8.count)
        guard text.hasPrefix(prefix), (1...maximumLength).contains(name.count),
            name.allSatisfy({ ASCII.isAlphanumeric($0) || "/_-".utf8.contains($0) })
        else {
            throw InvalidInput(
                field: field,
                reason: "an alias is alias/NAME, where NAME is 1 to \(maximumLength) ASCII letters, digits and / _ -"
            )
        }
        return text
    }

    /// Returns the aliases, sorted and each once, if there are at most 32 and each is allowed.
    package static func check(all aliases: [String], field: String = "aliases") throws(InvalidInput) -> [String] {
        var names: Set<String> = []
        for alias in aliases { names.insert(try check(alias, field: field)) }
        guard names.count <= maximumCount else {
            throw InvalidInput(field: field, reason: "a key has at most \(maximumCount) aliases")
        }
        return names.sorted()
    }
}
