// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why a text is no interface description.
package struct InterfaceDescriptionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int

    /// What is wrong there.
    package let reason: String

    /// One sentence for a person.
    package var description: String { "Line \(line) of the interface description: \(reason)." }
}
