// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import Testing

@testable import InstanceStore

@Suite
struct DirectStatementTests {
    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        try database.write { db in
            try db.execute(sql: "CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB, CHECK (id < 100))")
        }
    }

    private func insert(_ id: Int, _ text: String?, _ bytes: [UInt8]?, _ db: Database) throws {
        try DirectStatement("INSERT INTO thing (id, text, bytes) VALUES (?, ?, ?)", db).run { arguments in
            arguments.append(id)
            arguments.append(text)
            arguments.append(bytes)
        }
    }

    @Test(arguments: [
        "", "a", "a text that is longer than what a string keeps in itself", "Zürich 東京", "nul \0 inside",
    ])
    func `a text comes back as it was`(text: String) throws {
        let read = try database.write { db in
            try insert(1, text, nil, db)
            return try DirectStatement("SELECT text, text IS NULL FROM thing", db).first { _ in
            } reading: {
                ($0.text(0), $0.optionalText(0), $0.bool(1))
            }
        }
        #expect(read?.0 == text)
        #expect(read?.1 == text)
        #expect(read?.2 == false)
    }

    @Test(arguments: [0, 1, 100_000])
    func `bytes come back as they were`(count: Int) throws {
        let bytes = [UInt8](repeating: 7, count: count)
        let read = try database.write { db in
            try insert(1, nil, bytes, db)
            return try DirectStatement("SELECT bytes, text FROM thing", db).first { _ in
            } reading: {
                ($0.bytes(0), $0.optionalText(1))
            }
        }
        #expect(read?.0 == bytes)
        #expect(read?.1 == .some(.none))
    }

    @Test
    func `what is missing is nil, and no row is nil, too`() throws {
        try database.write { db in
            let select = try DirectStatement("SELECT bytes, id FROM thing WHERE id = ?", db)
            #expect(
                try select.first {
                    $0.append(1)
                } reading: {
                    $0.int(1)
                } == nil
            )
            try insert(1, nil, nil, db)
            #expect(
                try select.first {
                    $0.append(1)
                } reading: {
                    $0.optionalBytes(0)
                } == .some(nil)
            )
        }
    }

    @Test
    func `a refused row is an error with its code, and the statement works again`() throws {
        try database.write { db in
            let error = #expect(throws: DatabaseError.self) { try insert(100, "a value", nil, db) }
            #expect(error?.resultCode == .SQLITE_CONSTRAINT)
            #expect(error.map { "\($0)" }?.contains("a value") == false)
            try insert(99, nil, nil, db)
            #expect(
                try DirectStatement("SELECT text FROM thing", db).all { _ in
                } reading: {
                    $0.optionalText(0)
                } == [nil]
            )
        }
    }

    @Test
    func `a reader that throws leaves the statement ready for the next`() throws {
        struct Stop: Error {}
        try database.write { db in
            for id in 1...3 { try insert(id, nil, nil, db) }
            let select = try DirectStatement("SELECT id FROM thing ORDER BY id", db)
            #expect(throws: Stop.self) {
                try select.all { _ in
                } reading: { _ throws -> Int in
                    throw Stop()
                }
            }
            #expect(
                try select.all { _ in
                } reading: {
                    $0.int(0)
                } == [1, 2, 3]
            )
        }
    }
}
