#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Installs what is built. Usage: DESTDIR= PREFIX=/usr STRIP=strip Scripts/install.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
prefix=${PREFIX:-/usr}
root=${DESTDIR:-}$prefix

for program in kmsyncd kmsync; do
    if [ -n "${STRIP-strip}" ]; then
        install -s --strip-program="${STRIP-strip}" -D -m 0755 "$build/release/$program" "$root/bin/$program"
    else
        install -D -m 0755 "$build/release/$program" "$root/bin/$program"
    fi
done
install -D -m 0755 systemd/kmsync-master-key "$root/sbin/kmsync-master-key"
install -D -m 0755 systemd/kmsyncd-ended "$root/libexec/kmsync/kmsyncd-ended"

for unit in kmsyncd.service kmsyncd.socket kmsync-master-key.service; do
    install -D -m 0644 "systemd/$unit" "$root/lib/systemd/system/$unit"
    sed -i "s,/usr/\(bin\|sbin\|libexec\)/,$prefix/\1/," "$root/lib/systemd/system/$unit"
done
install -D -m 0644 systemd/kmsync.sysusers "$root/lib/sysusers.d/kmsync.conf"
install -D -m 0644 systemd/kmsync.tmpfiles "$root/lib/tmpfiles.d/kmsync.conf"
if [ -e systemd/kmsyncd.catalog ]; then
    install -D -m 0644 systemd/kmsyncd.catalog "$root/lib/systemd/catalog/kmsyncd.catalog"
fi

(cd "$build/share" && find . -type f -print0) | while IFS= read -r -d '' file; do
    install -D -m 0644 "$build/share/$file" "$root/share/$file"
done
for rules in config/prometheus/*.yml; do
    [ ! -e "$rules" ] || install -D -m 0644 "$rules" "$root/share/doc/kmsync/prometheus/${rules##*/}"
done

# The administrator's configuration is kept; ours lies beside it for comparison.
install -D -m 0644 config/kmsyncd.yaml "$root/share/doc/kmsync/kmsyncd.yaml"
configuration=${DESTDIR:-}/etc/kmsync
if [ ! -e "$configuration/kmsyncd.yaml" ]; then
    install -D -m 0644 config/kmsyncd.yaml "$configuration/kmsyncd.yaml"
fi
install -d -m 0700 "$configuration/master-keys"
