// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Linux calls that Swift's Glibc module does not show, because they need _GNU_SOURCE.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <sys/types.h>

/// Who is at the other end of a connected Unix socket, as the kernel recorded it at connect(2); unix(7), SO_PEERCRED.
struct clinux_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

/// Reads SO_PEERCRED of a connected Unix socket. Returns 0, or -1 with errno set.
int clinux_peer_credentials(int descriptor, struct clinux_peer *peer);

/// Reads SO_PEERGROUPS, the supplementary groups of the peer, into `groups` of room for `capacity`.
/// Returns how many there are; -1 with errno set, ERANGE when there are more than `capacity`.
int clinux_peer_groups(int descriptor, gid_t *groups, size_t capacity);

#endif
