// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import VarlinkServer

/// Who may call what; immutable, and replaced as a whole at a reload.
package struct AccessPolicy: Sendable, Equatable {
    private static let superuser: UInt32 = 0

    private let administrators: Principals
    private let operators: Principals
    private let viewers: Principals
    private let grants: [ApplicationGrant]

    /// Gives roles to users and groups; user 0 is an administrator whatever is given.
    package init(
        administrators: Principals = Principals(),
        operators: Principals = Principals(),
        viewers: Principals = Principals(),
        grants: [ApplicationGrant] = []
    ) {
        self.administrators = administrators
        self.operators = operators
        self.viewers = viewers
        self.grants = grants
    }

    /// The greatest role of the peer; nil: none.
    package func role(of peer: Peer) -> Role? {
        if peer.uid == Self.superuser || administrators.contains(peer) { return .administrator }
        if operators.contains(peer) { return .operator }
        return viewers.contains(peer) ? .viewer : nil
    }

    /// Whether the peer may connect: with a role or a grant.
    package func admission(of peer: Peer) -> Admission {
        if let role = role(of: peer) { return role == .administrator ? .administrator : .other }
        return grants.contains { $0.principals.contains(peer) } ? .other : .refused
    }

    /// By what the peer may call a method that asks for `required`; nil: it may not.
    func permit(_ required: RequiredAccess, to peer: Peer) -> Permit? {
        if let role = role(of: peer), role >= required.role { return .role }
        switch required {
        case .role: return nil
        case .keyUse, .secretRead:
            let own = grants.filter { $0.principals.contains(peer) }
            return own.isEmpty ? nil : .grants(own)
        }
    }
}
