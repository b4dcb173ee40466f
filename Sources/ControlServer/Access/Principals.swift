// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import VarlinkServer

/// Users and groups by their numbers; names are resolved by who reads the configuration.
package struct Principals: Sendable, Equatable {
    /// User ids.
    package var users: Set<UInt32>
    /// Group ids: the own group of a process and its supplementary ones count alike.
    package var groups: Set<UInt32>

    /// Puts the parts together.
    package init(users: Set<UInt32> = [], groups: Set<UInt32> = []) {
        self.users = users
        self.groups = groups
    }

    /// Whether the peer is one of the users or in one of the groups.
    package func contains(_ peer: Peer) -> Bool {
        users.contains(peer.uid) || groups.contains(peer.gid) || peer.groups.contains(where: groups.contains)
    }
}
