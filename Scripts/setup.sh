#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Installs what building and testing need and this machine lacks. Does nothing, and needs no rights, where all is there.
# Usage: Scripts/setup.sh
set -euo pipefail
cd "$(dirname "$0")/.."

# Package, and how to tell that what it brings is there, from wherever it came.
needed=(
    "pkg-config|command -v pkg-config"
    "libsystemd-dev|pkg-config --exists libsystemd"
    "libsqlite3-dev|pkg-config --exists sqlite3"
    "gcc|command -v gcc"
    "g++|ls /usr/include/c++/*/vector"
    "libc6-dev|test -e /usr/include/stdlib.h"
    "git|command -v git"
    "make|command -v make"
    # What the Swift toolchain itself loads and links with (swift.org's list for Debian 12).
    "libncurses6|ls /usr/lib/*/libncurses.so.6"
    "libcurl4|ls /usr/lib/*/libcurl.so.4"
    "libxml2|ls /usr/lib/*/libxml2.so.2"
    "zlib1g-dev|test -e /usr/include/zlib.h"
    "tzdata|test -d /usr/share/zoneinfo/Etc"
    "python3|command -v python3"
    "python3-venv|python3 -c 'import venv, ensurepip'"
    "openssl|command -v openssl"
    "procps|command -v ps"
    "util-linux|command -v setpriv"
    "systemd|command -v systemd-analyze"
    # What the tests hold completions and manual pages against.
    "mandoc|command -v mandoc"
    "zsh|command -v zsh"
    "fish|command -v fish"
    # The tests of bad ground: system calls that fail.
    "strace|test -x /usr/bin/strace"
)

missing=()
for entry in "${needed[@]}"; do
    bash -c "${entry#*|}" >/dev/null 2>&1 || missing+=("${entry%%|*}")
done

if [ "${#missing[@]}" -gt 0 ]; then
    Scripts/apt-install.sh "${missing[@]}"
fi

# A varlink client that is not ours, against which the tests hold the daemon's protocol.
venv=.build/venv
if ! "$venv/bin/python" -c 'import varlink' >/dev/null 2>&1; then
    mkdir -p .build
    python3 -m venv --clear "$venv"
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'varlink==31.0.0'; then
        echo "setup: WARNING: the Python package 'varlink' could not be installed: tests against a foreign client are skipped." >&2
    fi
fi
