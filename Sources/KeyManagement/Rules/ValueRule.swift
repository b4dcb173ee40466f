// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The rule of a secret's value.
package enum ValueRule {
    /// Most bytes of a value.
    package static let maximumSize = 65_536

    /// Refuses a value of more than 65,536 bytes.
    package static func check(_ value: Material) throws(Refusal) {
        guard value.count <= maximumSize else { throw .valueTooLarge(limit: maximumSize) }
    }
}
