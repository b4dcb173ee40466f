#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Installs Debian packages, as root or by sudo. Usage: Scripts/apt-install.sh PACKAGE…
set -euo pipefail

if ! command -v apt-get >/dev/null; then
    echo "This machine lacks $* (names of Debian 12) and has no apt-get: install them, then repeat." >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "Run 'apt-get install $*' as root, then repeat." >&2
        exit 1
    }
    as_root=(sudo)
fi
echo "Installing $*"
apt_install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}
# The lists may be missing or old: they are fetched only when the first attempt fails.
apt_install "$@" 2>/dev/null || {
    "${as_root[@]}" apt-get update -q >/dev/null
    apt_install "$@"
}
