#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Builds the Debian package of what is built, byte for byte the same from the same programs.
# Usage: Scripts/deb.sh BUILD REVISION
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "$1") revision=$2 source=$PWD

missing=()
command -v dh >/dev/null || missing+=(debhelper)
command -v dpkg-deb >/dev/null && command -v dpkg-shlibdeps >/dev/null || missing+=(dpkg-dev)
[ "${#missing[@]}" = 0 ] || Scripts/apt-install.sh "${missing[@]}"

# Dates of files and pages are those of the last commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH DESTINATION=$build SOURCE=$source LC_ALL=C.UTF-8 TZ=UTC
make --no-print-directory completions man

version=$("$build/release/kmsyncd" --version)
stage=$build/deb/kmsync-$version
rm -rf "$build/deb"
mkdir -p "$stage"
cp -a debian "$stage/debian"
cat >"$stage/debian/changelog" <<END
kmsync ($version-$revision) unstable; urgency=medium

  * Release $version; changelog.gz says what changed.

 -- $(sed -n 's/^Maintainer: //p' debian/control)  $(date -R -d "@$SOURCE_DATE_EPOCH")
END
(cd "$stage" && umask 022 && debian/rules binary >"$build/deb/log" 2>&1) || {
    tail -n 30 "$build/deb/log" >&2
    exit 1
}
ls "$build"/kmsync_"$version-$revision"_*.deb
