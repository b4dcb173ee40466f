// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import KeyManagement
package import SyncModel

extension FileKeyService {
    /// Keys in the order of their ids.
    package func list(_ page: PageRequest) throws(Refusal) -> Page<Key> {
        try file.view { db in
            let reader = ResourceReader(db, rootKey: file.rootKey)
            let records = try ResourceRecord.list(.key, after: page.after, limit: page.limit + 1, db)
            let keys = try records.prefix(page.limit).map { try reader.key($0) }
            return Page(rows: keys, next: records.count > page.limit ? keys.last?.id.description : nil)
        }
    }

    /// The key as it is now.
    package func describe(_ key: KeyReference) throws(Refusal) -> Key {
        try file.view { db in
            try ResourceReader(db, rootKey: file.rootKey).key(try find(key, db))
        }
    }
}
