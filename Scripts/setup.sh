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

# promtool, which the tests hold metrics and alert rules against, comes with a server of metrics that nobody asked for.
# Where it is not there yet, its service is masked before it is installed, and so never starts; it is left masked.
if ! command -v promtool >/dev/null 2>&1; then
    needed+=("prometheus|command -v promtool")
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    if command -v systemctl >/dev/null 2>&1 && ! systemctl list-unit-files prometheus.service 2>/dev/null | grep -q prometheus; then
        "${as_root[@]}" systemctl mask --quiet prometheus.service ||
            echo "setup: prometheus.service could not be masked: see that it does not run." >&2
    fi
fi

missing=()
for entry in "${needed[@]}"; do
    bash -c "${entry#*|}" >/dev/null 2>&1 || missing+=("${entry%%|*}")
done

if [ "${#missing[@]}" -gt 0 ]; then
    Scripts/apt-install.sh "${missing[@]}"
fi

# A varlink client and a reader of OpenMetrics that are not ours, against which the tests hold what the daemon says.
venv=.build/venv
if ! "$venv/bin/python" -c 'import varlink, prometheus_client.openmetrics.parser' >/dev/null 2>&1; then
    mkdir -p .build
    python3 -m venv --clear "$venv"
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'varlink==31.0.0' 'prometheus-client==0.26.0'; then
        echo "setup: WARNING: the Python packages 'varlink' and 'prometheus-client' could not be installed: tests against them are skipped." >&2
    fi
fi
