#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Writes the completions that the argument parsers of kmsync and kmsyncd make, at the places below a share directory
# where bash, zsh and fish look for them. Usage: Scripts/completions.sh PROGRAMS SHARE
set -euo pipefail
programs=$1 share=$2

for program in kmsync kmsyncd; do
    for place in "bash bash-completion/completions/$program" "zsh zsh/vendor-completions/_$program" \
        "fish fish/vendor_completions.d/$program.fish"; do
        read -r shell file <<<"$place"
        mkdir -p "$(dirname "$share/$file")"
        # They are read by a shell, never run: the line that names an interpreter would say otherwise.
        "$programs/$program" --generate-completion-script "$shell" | sed '1{/^#!/d}' >"$share/$file"
    done
done
