# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Sourced by boot-systemd.sh before the boot: what the box must not have from the host that it is an overlay of.

# Images of containers forbid that a package starts its service; a machine does not.
rm -f "$ROOT/usr/sbin/policy-rc.d"
