// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// A batch while it is put together.
struct BatchDraft {
    let itemLimit: Int
    let byteLimit: Int
    private(set) var items: [SendingState.Item] = []
    private(set) var size = 0
    private var rows: Set<RowID> = []

    init(itemLimit: Int, byteLimit: Int) {
        self.itemLimit = itemLimit
        self.byteLimit = byteLimit
    }

    var isFull: Bool { items.count >= itemLimit || size >= byteLimit }

    func contains(_ row: RowID) -> Bool { rows.contains(row) }

    /// Takes the items, all or none; the first ones are always taken, however large.
    mutating func take(_ added: [SendingState.Item]) -> Bool {
        let addedSize = added.reduce(0) { $0 + $1.row.size }
        let fits = items.count + added.count <= itemLimit && size + addedSize <= byteLimit
        guard fits || items.isEmpty else { return false }
        items += added
        size += addedSize
        for item in added { rows.insert(item.row.row) }
        return true
    }
}
