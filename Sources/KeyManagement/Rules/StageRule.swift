// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The rules of the labels that point at versions of a secret.
package enum StageRule {
    /// Most characters of a stage.
    package static let maximumLength = 64

    /// Returns the text if it is 1 to 64 ASCII letters, digits and `. _ -`.
    package static func check(_ text: String, field: String = "stage") throws(InvalidInput) -> String {
        guard (1...maximumLength).contains(text.utf8.count),
            text.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || "._-".utf8.contains($0) })
        else {
            throw InvalidInput(
                field: field,
                reason: "a stage is 1 to \(maximumLength) ASCII letters, digits and . _ -"
            )
        }
        return text
    }
}
