#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Installs the peers that are missing, by Debian's names, and leaves none of their services running.
# Usage: Benchmarks/peers/install.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

missing=()
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
command -v etcd >/dev/null || missing+=(etcd-server)
command -v etcdctl >/dev/null || missing+=(etcd-client)
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)

# Debian starts a service as soon as it is installed, unless this file forbids it; invoke-rc.d(8).
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 0755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

Scripts/apt-install.sh "${missing[@]}"

# Nor are they to come with the next boot: nobody asked for them.
if [ -d /run/systemd/system ]; then
    for package in "${missing[@]}"; do
        case $package in
        postgresql) "${as_root[@]}" systemctl disable -q postgresql ;;
        etcd-server) "${as_root[@]}" systemctl disable -q etcd ;;
        esac
    done
fi
