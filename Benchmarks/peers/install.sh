#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Installs the peers that are missing, by Debian's names, and leaves none of their services running.
# Usage: Benchmarks/peers/install.sh
set -euo pipefail

missing=()
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
command -v etcd >/dev/null || missing+=(etcd-server)
command -v etcdctl >/dev/null || missing+=(etcd-client)
[ "${#missing[@]}" -gt 0 ] || exit 0

command -v apt-get >/dev/null || {
    echo "peers: this machine lacks ${missing[*]} (names of Debian 12) and has no apt-get: install them, then repeat." >&2
    exit 1
}
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)

# Debian starts a service as soon as it is installed, unless this file forbids it; invoke-rc.d(8).
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 0755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

echo "peers: installing ${missing[*]}"
install_packages() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
}
install_packages 2>/dev/null || {
    "${as_root[@]}" apt-get update -q >/dev/null
    install_packages
}

# Nor are they to come with the next boot: nobody asked for them.
if [ -d /run/systemd/system ]; then
    for package in "${missing[@]}"; do
        case $package in
        postgresql) "${as_root[@]}" systemctl disable -q postgresql ;;
        etcd-server) "${as_root[@]}" systemctl disable -q etcd ;;
        esac
    done
fi
