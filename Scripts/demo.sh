#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Shows the main job with real binaries: a primary, three replicas, an outage that heals, keys used on both sides, and
# a replica that is let go. Every result is checked; a wrong one ends the demo with status 1. Leaves nothing behind.
# Usage: make demo, or Scripts/demo.sh with the release binaries built ($KMSYNC_BIN names another directory of them).
set -euo pipefail
cd "$(dirname "$0")/.."

binaries=$(cd "${KMSYNC_BIN:-.build/release}" 2>/dev/null && pwd) || binaries=
if [ ! -x "$binaries/kmsyncd" ] || [ ! -x "$binaries/kmsync" ]; then
    echo "demo: kmsyncd and kmsync are not built yet: run 'make demo', or 'make build' first." >&2
    exit 1
fi
PATH=$binaries:$PATH
files=$PWD/Scripts/demo
work=$(mktemp -d "${TMPDIR:-/tmp}/kmsync-demo.XXXXXX")
daemon=
started=$SECONDS

cleanup() {
    local status=$?
    trap - EXIT
    trap '' HUP INT TERM
    if [ -n "$daemon" ] && kill -TERM "$daemon" 2>/dev/null; then
        for _ in {1..100}; do
            kill -0 "$daemon" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$daemon" 2>/dev/null || true
    fi
    if [ "$status" -gt 128 ]; then
        echo "demo: interrupted; everything is stopped." >&2
    elif [ "$status" != 0 ]; then
        echo "demo: failed with status $status; the daemon's last words:" >&2
        tail -n 20 "$work/kmsyncd.log" >&2 2>/dev/null || true
    fi
    rm -rf "$work"
    exit "$status"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

bold='' cyan='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' cyan=$'\e[36m' plain=$'\e[0m'
fi

# Says what the next commands are about.
say() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# Prints a command line and runs it; it must end with status 0, or with the one that `expect` is given first.
run() { expect 0 "$1"; }
expect() {
    local status=0
    printf '%s$ %s%s\n' "$cyan" "$2" "$plain"
    # One stream, so that what it prints and what it refuses stay in order.
    eval "$2" 2>&1 || status=$?
    [ "$status" -le 128 ] || exit "$status"
    [ "$status" = "$1" ] || wrong "status $1 was expected, not $status"
}

wrong() {
    echo "demo: wrong result: $*" >&2
    exit 1
}

# Compares two texts.
same() { [ "$1" = "$2" ] || wrong "'$1' was expected, not '$2'"; }

# Repeats a silent command until it succeeds, for at most 20 s.
until_true() {
    local deadline=$((SECONDS + 20))
    until eval "$1" >/dev/null 2>&1; do
        kill -0 "$daemon" 2>/dev/null || wrong "kmsyncd has ended"
        [ "$SECONDS" -lt "$deadline" ] || wrong "after 20 s still not true: $1"
        sleep 0.1
    done
}

shown() { echo "${cyan}# ${1}${plain}"; }

cd "$work"
cp "$files"/* .
export KMSYNC_SOCKET=$work/io.kmsync

say "A daemon of our own, on its defaults"
shown "KMSYNC_SOCKET=$KMSYNC_SOCKET"
# A file of our own, so that none in /etc has a say; empty but for who may command, as by default only root does.
if [ "$(id -u)" = 0 ]; then
    echo '# All defaults.' >kmsyncd.yaml
else
    printf 'roles:\n  administrator:\n    users: ["%s"]\n' "$(id -u)" >kmsyncd.yaml
fi
printf '%s$ %s%s\n' "$cyan" "kmsyncd --config kmsyncd.yaml --state-directory state --socket \$KMSYNC_SOCKET &" "$plain"
kmsyncd --config kmsyncd.yaml --state-directory "$work/state" --socket "$KMSYNC_SOCKET" >"$work/kmsyncd.log" 2>&1 &
daemon=$!
until_true "kmsync status"
run "kmsync version"

say "A primary in Hangzhou, and empty instances in three other regions"
run "kmsync instance create kst-hangzhou --region cn-hangzhou"
run "kmsync instance create kst-shanghai --region cn-shanghai"
run "kmsync instance create kst-beijing --region cn-beijing"
run "kmsync instance create kst-shenzhen --region cn-shenzhen"

say "Keys: three made with openssl and imported, one made here"
run "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem"
run "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem"
run "openssl genpkey -algorithm ED25519 -out ed25519.pem"
run "kmsync key import kst-hangzhou rsa.pem --spec rsa_2048 --id tls"
run "kmsync key import kst-hangzhou ec.pem --spec ec_p256 --id invoices --alias alias/invoice-signing"
run "kmsync key import kst-hangzhou ed25519.pem --spec ed25519 --id releases"
run "kmsync key create kst-hangzhou --spec aes_256 --id orders"
run "kmsync key list kst-hangzhou"

say "Secrets: a .env file, a JSON file, a Kubernetes manifest, and one sealed under a key of ours"
run "kmsync secret import kst-hangzhou shop.env billing.json ledger.yaml"
run "printf %s s3cr3t-1 | kmsync secret create kst-hangzhou orders/database --key orders"
run "kmsync secret list kst-hangzhou"

say "Three replicas: two of everything, one of selected resources"
run "kmsync replica check kst-hangzhou kst-shanghai"
run "kmsync replica add kst-hangzhou kst-shanghai --type all"
run "kmsync replica add kst-hangzhou kst-shenzhen --type all"
run "kmsync replica add kst-hangzhou kst-beijing --type selected --resource secret/orders/database"
run "kmsync wait kst-hangzhou --timeout 30s"
shown "The key of the selected secret came along; then two more resources are selected."
run "kmsync resource list kst-hangzhou --replica kst-beijing"
run "kmsync resource add kst-hangzhou --replica kst-beijing key/invoices secret/SMTP_PASSWORD"
run "kmsync wait kst-hangzhou --timeout 30s"
run "kmsync resource list kst-hangzhou"
run "kmsync status"
same 28 "$(kmsync resource list kst-hangzhou --status in_sync --no-legend | wc -l)"
same 4 "$(kmsync resource list kst-hangzhou --replica kst-beijing --no-legend | wc -l)"
same 's3cr3t-1' "$(kmsync secret get kst-shanghai orders/database)"
same 'demo $two, taken literally' "$(kmsync secret get kst-beijing SMTP_PASSWORD)"

say "Shenzhen is cut off, and secrets change meanwhile"
run "kmsync fault set kst-shenzhen --outage"
run "printf %s s3cr3t-2 | kmsync secret put kst-hangzhou orders/database"
run "printf %s demo-rotated | kmsync secret put kst-hangzhou SMTP_PASSWORD"
until_true "kmsync replica list kst-hangzhou | grep -Eq 'kst-shenzhen .*backing_off'"
run "kmsync wait kst-hangzhou --replica kst-shanghai --timeout 30s"
run "kmsync wait kst-hangzhou --replica kst-beijing --timeout 30s"
expect 75 "kmsync wait kst-hangzhou --replica kst-shenzhen --timeout 2s"
shown "The others have it. Shenzhen is behind, says why, and serves what it had."
expect 2 "kmsync status"
run "kmsync resource list kst-hangzhou --replica kst-shenzhen --status pending"
run "kmsync secret get kst-shenzhen orders/database && echo"
same 's3cr3t-2' "$(kmsync secret get kst-shanghai orders/database)"
same 's3cr3t-1' "$(kmsync secret get kst-shenzhen orders/database)"
same 2 "$(kmsync resource list kst-hangzhou --status pending --cause replica_unreachable --no-legend | wc -l)"

say "The outage ends: Shenzhen catches up by itself"
run "kmsync fault clear kst-shenzhen"
run "kmsync wait kst-hangzhou --timeout 60s"
run "kmsync status"
run "kmsync secret get kst-shenzhen orders/database && echo"
same 's3cr3t-2' "$(kmsync secret get kst-shenzhen orders/database)"

say "The same keys on both sides: encrypted in Hangzhou, decrypted in Shanghai"
run "echo 'ship 12 to dock 4' | kmsync key encrypt kst-hangzhou orders --context table=orders >order.sealed"
run "kmsync key decrypt kst-shanghai --context table=orders <order.sealed"
same 'ship 12 to dock 4' "$(kmsync key decrypt kst-shanghai --context table=orders <order.sealed)"
expect 65 "kmsync key decrypt kst-shanghai --context table=other <order.sealed"

say "Signed in Hangzhou, verified in Beijing and by openssl"
run "echo 'invoice 7: 120.00' >invoice"
run "kmsync key sign kst-hangzhou invoices <invoice >invoice.sig"
run "kmsync key verify kst-beijing alias/invoice-signing --signature invoice.sig <invoice"
run "kmsync key public kst-beijing invoices >invoices.pub"
run "openssl dgst -sha256 -verify invoices.pub -signature invoice.sig invoice"
expect 1 "echo 'invoice 7: 999.00' | kmsync key verify kst-beijing invoices --signature invoice.sig"

say "Beijing is let go, for good: it keeps what it has, frozen"
run "kmsync replica remove kst-hangzhou kst-beijing --dry-run"
run "kmsync replica remove kst-hangzhou kst-beijing --confirm kst-beijing"
until_true "kmsync replica list kst-hangzhou | grep -Eq 'kst-beijing +disassociated'"
run "printf %s s3cr3t-3 | kmsync secret put kst-hangzhou orders/database"
run "kmsync wait kst-hangzhou --timeout 30s"
run "kmsync replica list"
run "kmsync secret get kst-beijing orders/database && echo"
same 's3cr3t-3' "$(kmsync secret get kst-shanghai orders/database)"
same 's3cr3t-2' "$(kmsync secret get kst-beijing orders/database)"
expect 65 "printf %s mine | kmsync secret put kst-beijing orders/database"
expect 65 "kmsync replica add kst-hangzhou kst-beijing --type all"

say "Stop"
printf '%s$ %s%s\n' "$cyan" "kill -TERM %kmsyncd" "$plain"
kill -TERM "$daemon"
ended=0
wait "$daemon" || ended=$?
daemon=
same 0 "$ended"
for value in s3cr3t-1 s3cr3t-2 s3cr3t-3 demo-rotated; do
    found=0
    grep -rqF -- "$value" "$work/state" "$work/kmsyncd.log" || found=$?
    [ "$found" = 1 ] || wrong "$value stands in the clear in a file of the daemon, or the files cannot be read"
done
say "All as it should be, after $((SECONDS - started)) s. Nothing is left running, no value is in the clear on disk."
