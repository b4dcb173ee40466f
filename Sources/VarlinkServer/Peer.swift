// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CLinux
import Glibc

/// Who is at the other end of a connection, as the kernel recorded it when the peer connected; unix(7).
package struct Peer: Sendable, Equatable {
    /// The effective user.
    package let uid: UInt32

    /// The effective group.
    package let gid: UInt32

    /// The process, which may have ended since and its number been given to another: for messages, not for decisions.
    package let pid: Int32

    /// The supplementary groups.
    package let groups: [UInt32]

    /// Puts the parts together.
    package init(uid: UInt32, gid: UInt32, pid: Int32, groups: [UInt32]) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.groups = groups
    }

    /// Asks the kernel about a connected Unix socket; throws `VarlinkServerError.noPeerCredentials`.
    init(descriptor: Int32) throws(VarlinkServerError) {
        var peer = clinux_peer()
        guard clinux_peer_credentials(descriptor, &peer) == 0 else {
            throw .noPeerCredentials(errno: errno)
        }
        self.init(uid: peer.uid, gid: peer.gid, pid: peer.pid, groups: try Peer.groups(of: descriptor))
    }

    // The kernel's own bound, NGROUPS_MAX; credentials(7).
    private static let maximumGroups = 65_536

    private static func groups(of descriptor: Int32) throws(VarlinkServerError) -> [UInt32] {
        // Few users have more than the first try asks for.
        for capacity in [32, maximumGroups] {
            var groups = [UInt32](repeating: 0, count: capacity)
            let count = clinux_peer_groups(descriptor, &groups, capacity)
            if count >= 0 {
                return Array(groups.prefix(Int(count)))
            }
            guard errno == ERANGE else {
                break
            }
        }
        throw .noPeerCredentials(errno: errno)
    }
}
