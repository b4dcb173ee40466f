// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension ResourceQuery.PageMark {
    // Neither a resource nor an instance has one in its name.
    private static let separator: Character = ":"

    /// Reads what `text` wrote.
    init(text: String) throws(InvalidInput) {
        let parts = text.split(separator: Self.separator, omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= WireLimit.pageMark else {
            throw InvalidInput(field: "after", reason: "it repeats the member next of an earlier reply")
        }
        self.init(resourceID: String(parts[0]), replicaID: String(parts[1]))
    }

    /// The mark as callers get it.
    var text: String { "\(resourceID)\(Self.separator)\(replicaID)" }
}
