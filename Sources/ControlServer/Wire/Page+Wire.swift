// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel

extension Page {
    // Well below what a reply may have (`VarlinkClient.maximumReplyBytes`), as escapes can double a text.
    private static var sizeLimit: Int { 6 << 20 }

    /// As many of the rows as fit a reply, at least one; those left out come with the next page.
    func fitting(size: (Row) -> Int, name: (Row) -> String) -> Page {
        var total = 0
        for (index, row) in rows.enumerated() {
            total += size(row)
            if total > Self.sizeLimit, index > 0 {
                return Page(rows: Array(rows[..<index]), next: name(rows[index - 1]))
            }
        }
        return self
    }
}

extension Key {
    /// About how many bytes it has on the wire.
    var wireSize: Int {
        1024 + versions.count * 128 + description.utf8.count + aliases.reduce(0) { $0 + $1.name.utf8.count + 8 }
            + tags.wireSize
    }
}

extension Secret {
    /// About how many bytes it has on the wire.
    var wireSize: Int {
        1024 + description.utf8.count + tags.wireSize
            + versions.reduce(0) { $0 + 192 + $1.stages.reduce(0) { $0 + $1.utf8.count + 8 } }
    }
}

extension [String: String] {
    fileprivate var wireSize: Int { reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 } }
}
