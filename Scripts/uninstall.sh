#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Removes what Scripts/install.sh installed; keeps configuration, master keys and state, and says where they are.
# Usage: DESTDIR= PREFIX=/usr Scripts/uninstall.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
root=${DESTDIR:-}${PREFIX:-/usr}

if [ -z "${DESTDIR:-}" ] && [ -d /run/systemd/system ]; then
    systemctl disable --now kmsyncd.socket kmsyncd.service || true
fi
rm -f "$root"/bin/{kmsyncd,kmsync} "$root/sbin/kmsync-master-key"
rm -f "$root"/lib/systemd/system/{kmsyncd.service,kmsyncd.socket,kmsync-master-key.service}
rm -f "$root"/lib/{sysusers.d,tmpfiles.d}/kmsync.conf "$root/lib/systemd/catalog/kmsyncd.catalog"
rm -f "$root"/share/man/man1/kmsync{,-*}.1 "$root"/share/man/man8/kmsync{d,-master-key}.8 \
    "$root/share/man/man5/kmsyncd.yaml.5"
for program in kmsync kmsyncd; do
    rm -f "$root/share/bash-completion/completions/$program" "$root/share/zsh/vendor-completions/_$program" \
        "$root/share/fish/vendor_completions.d/$program.fish"
done
rm -rf "$root/share/doc/kmsync" "$root/libexec/kmsync"
if [ -z "${DESTDIR:-}" ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
fi
cat <<END
kmsync is removed. Kept, because nothing brings it back:
  ${DESTDIR:-}/var/lib/kmsync              instances, and the master key where it is not a credential
  ${DESTDIR:-}/etc/kmsync                  configuration, and the encrypted master keys
  ${DESTDIR:-}/var/lib/systemd/credential.secret   this host's own key, under which those are encrypted
The user and the groups of kmsync are kept, too.
END
