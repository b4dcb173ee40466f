// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What can be done to a key.
package enum KeyChange: Sendable, Hashable {
    /// A new version, which encrypts or signs from now on.
    case rotate
    /// Callers may use it.
    case enable
    /// Callers may not use it.
    case disable
    /// Other aliases, description or tags.
    case update(KeyUpdate)
    /// Destroys it after a waiting period in days; `secretCount` counts the secrets that name it.
    case scheduleDeletion(days: Int?, secretCount: Int)
    /// Gives it back the state that it had.
    case cancelDeletion
}
