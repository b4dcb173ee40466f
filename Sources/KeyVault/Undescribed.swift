// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A type that holds key material and so shows nothing of itself but its name.
package protocol Undescribed: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Undescribed {
    /// The name of the type and nothing else.
    package var description: String { "\(Self.self)(hidden)" }

    /// The same as `description`.
    package var debugDescription: String { description }

    /// Hides what is stored from `dump` and from interpolation of enclosing values.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
