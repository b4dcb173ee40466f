// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a method asks of its caller.
enum RequiredAccess: Sendable, Equatable {
    /// The role, or a greater one.
    case role(Role)
    /// The role, or a grant to use the key.
    case keyUse(or: Role)
    /// The role, or a grant to read the secret.
    case secretRead(or: Role)

    /// The role that is enough by itself.
    var role: Role {
        switch self {
        case .role(let role), .keyUse(let role), .secretRead(let role): role
        }
    }

    /// Whether the method uses key material or gives a value away, which is recorded: a view is a viewer's.
    var usesMaterial: Bool {
        switch self {
        case .role: false
        case .keyUse(let role), .secretRead(let role): role > .viewer
        }
    }
}
