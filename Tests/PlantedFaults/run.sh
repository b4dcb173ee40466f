#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Switches each planted fault on and runs seeds until a checker speaks: run.sh SIMULATOR SCENARIOS SEEDS [FAULT …].
# A trap does not count. Ends with 1 where a fault was not caught, or where a checker caught none.
set -u
simulator=$1 scenarios=$2 seeds=$3
shift 3
here=$(dirname "$0")
found=$(mktemp)
trap 'rm -f "$found"' EXIT
missed=0
[ $# -gt 0 ] || set -- $("$here/plant.py" --list)
for fault; do
    line=$(KMSYNC_PLANTED=$fault "$simulator" check --scenarios "$scenarios" --seeds "$seeds" 2>/dev/null | grep -E '^[a-z-]+, seed [0-9]+: ' | head -n 1)
    if [ -n "$line" ]; then
        echo "$line" | sed -E 's/^[^:]*: (.*) at (the end|[0-9.]+ s): .*/\1/' >> "$found"
        printf '%-32s %s\n' "$fault" "$line"
    else
        printf '%-32s NOT CAUGHT in %s seeds\n' "$fault" "$seeds"
        missed=$((missed + 1))
    fi
done
echo
for checker in $("$simulator" checkers | tr ' ' '_'); do
    checker=$(echo "$checker" | tr '_' ' ')
    grep -qxF "$checker" "$found" && continue
    echo "the checker '$checker' caught none"
    missed=$((missed + 1))
done
[ "$missed" -eq 0 ]
