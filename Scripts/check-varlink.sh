#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Checks that the Swift files made from the interface descriptions are what `make varlink` writes.
# Usage: Scripts/check-varlink.sh
set -euo pipefail
cd "$(dirname "$0")/.."

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
mkdir -p "$fresh/Sources/ControlAPI"
cp -r Sources/ControlAPI/Interfaces "$fresh/Sources/ControlAPI/"
Scripts/embed-varlink.sh "$fresh"

status=0
while read -r file; do
    diff -u "$file" "$fresh/$file" || status=1
done < <(cd "$fresh" && find Sources -name '*.swift' | sort)
[ "$status" = 0 ] || echo "check-varlink: interface descriptions and their Swift files differ: run 'make varlink'." >&2
exit "$status"
