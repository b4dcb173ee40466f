// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// By what a caller may call a method.
enum Permit: Sendable {
    /// By its role: for every instance and resource.
    case role
    /// By these grants: for what they cover, which the handler asks about once it knows the resource.
    case grants([ApplicationGrant])
}
