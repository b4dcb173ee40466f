// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <sys/socket.h>

int clinux_peer_credentials(int descriptor, struct clinux_peer *peer) {
    struct ucred credentials;
    socklen_t length = sizeof(credentials);
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
        return -1;
    }
    if (length != sizeof(credentials)) {
        errno = EPROTO;
        return -1;
    }
    peer->pid = credentials.pid;
    peer->uid = credentials.uid;
    peer->gid = credentials.gid;
    return 0;
}

int clinux_peer_groups(int descriptor, gid_t *groups, size_t capacity) {
    socklen_t length = (socklen_t)(capacity * sizeof(gid_t));
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &length) != 0) {
        return -1;
    }
    return (int)(length / sizeof(gid_t));
}
