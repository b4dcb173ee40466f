#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# Writes Sources/ControlAPI/NAME/NAMEInterface.swift from Sources/ControlAPI/Interfaces/io.kmsync.NAME.varlink,
# so that the installed binaries carry the interface descriptions and need no files beside them.
# Usage: Scripts/embed-varlink.sh [ROOT]
set -eu

root=${1:-$(dirname "$0")/..}
for file in "$root"/Sources/ControlAPI/Interfaces/io.kmsync.*.varlink; do
    interface=$(basename "$file" .varlink)
    name=${interface#io.kmsync.}
    mkdir -p "$root/Sources/ControlAPI/$name"
    target="$root/Sources/ControlAPI/$name/${name}Interface.swift"
    {
        cat <<END
// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/$interface.varlink by \`make varlink\`; do not edit.

package import Varlink

/// The interface \`$interface\`: its methods and types, and its description in the words of the protocol.
package enum ${name}Interface {
    /// What \`org.varlink.service.GetInterfaceDescription\` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
END
        # A line of Swift is at most 120 columns: longer ones are folded at a blank, which the literal does not see.
        awk '{
            line = $0
            while (length(line) > 104) {
                at = 103
                while (at > 60 && substr(line, at, 1) != " ") at--
                print "            " substr(line, 1, at) "\\#"
                line = substr(line, at + 1)
            }
            print (line == "" ? "" : "            " line)
        }' "$file"
        cat <<END

            """#
    )
}
END
    } >"$target.new"
    mv "$target.new" "$target"
done
