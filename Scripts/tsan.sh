#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Builds everything under the thread sanitizer, apart from other builds, and runs the tests; a race fails them.
# Why what it links is a mutex of its own: docs/decisions/0019-thread-sanitizer.md.
# Usage: Scripts/tsan.sh [FILTER]
set -euo pipefail
cd "$(dirname "$0")/.."

# Read by Package.swift, and by tests that measure memory.
export KMSYNC_SANITIZE_THREAD=1
# A status that no program of ours ends with, so that a race in one of them is not taken for its answer.
export TSAN_OPTIONS="exitcode=99 ${TSAN_OPTIONS:-}"
swift=${SWIFT:-swift}
common=(--sanitize=thread --scratch-path .build-tsan)

"$swift" build --build-tests "${common[@]}"
# First whether it can fail at all.
"$swift" test --skip-build "${common[@]}" --filter ThreadSanitizerTests
"$swift" test --skip-build "${common[@]}" ${1:+--filter "$1"}
