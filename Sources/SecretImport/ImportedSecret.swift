// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A name and a value that a file holds.
package struct ImportedSecret: Sendable {
    /// The variable, the JSON key, or `NAMESPACE/NAME/KEY` of a manifest; not yet checked against the rule of secret names.
    package let name: String

    /// The bytes of the secret; no description of this type shows them.
    package let value: [UInt8]
}

extension ImportedSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name and the value's length.
    package var description: String { "\(name) (\(value.count) bytes)" }

    package var debugDescription: String { description }

    /// Without the value, so that `dump` and test failures do not show it.
    package var customMirror: Mirror { Mirror(self, children: ["name": name, "byteCount": value.count]) }
}
