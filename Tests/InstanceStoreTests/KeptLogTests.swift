// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import GRDB
import Testing

@testable import InstanceStore

@Suite
struct KeptLogTests {
    @Test(arguments: [true, false])
    func `closing leaves the log where it may be all that is whole`(isKept: Bool) throws {
        let path = NSTemporaryDirectory() + "kmsync-\(UUID().uuidString).sqlite"
        defer { for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) } }
        let pool = try DatabasePool(path: path)
        try pool.write { try $0.execute(sql: "CREATE TABLE thing (id INTEGER PRIMARY KEY)") }
        if isKept { pool.writeWithoutTransaction { $0.keepLogOnClose() } }
        try pool.close()
        #expect(FileManager.default.fileExists(atPath: path + "-wal") == isKept)
    }
}
