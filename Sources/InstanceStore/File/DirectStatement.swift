// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import GRDBSQLite
import SyncModel

/// A cached statement whose arguments and columns are handed to SQLite as they are, neither copied nor boxed.
///
/// For what is done once for each resource that is replicated: there GRDB's rows took a third of all processor time.
/// Everything else uses GRDB's own calls.
struct DirectStatement {
    /// Writes the arguments of a statement, in order.
    struct Arguments {
        fileprivate let statement: OpaquePointer
        fileprivate var place: Int32 = 0
        fileprivate var code = SQLITE_OK
    }

    /// Reads the columns of the row that a statement stands on, counted from 0.
    struct Columns {
        fileprivate let statement: OpaquePointer
    }

    private let db: Database
    private let statement: Statement

    /// Takes the statement from the connection's cache; throws what SQLite says of its text.
    init(_ sql: String, _ db: Database) throws {
        self.db = db
        statement = try db.cachedStatement(sql: sql)
    }

    /// Runs a statement that returns no rows, in a transaction; throws `DatabaseError`.
    func run(_ bind: (inout Arguments) -> Void) throws {
        defer { reset() }
        // SQLite ends a transaction by itself where the disk fails: what came after would be committed alone.
        guard db.isInsideTransaction else { throw DatabaseError(resultCode: .SQLITE_ABORT, message: "no transaction") }
        try start(bind)
        while try step() {}
    }

    /// The first row, read; nil where there is none.
    ///
    /// Throws `DatabaseError`, and what `read` throws.
    func first<Value>(_ bind: (inout Arguments) -> Void, reading read: (Columns) throws -> Value) throws -> Value? {
        defer { reset() }
        try start(bind)
        return try step() ? try read(Columns(statement: statement.sqliteStatement)) : nil
    }

    /// All rows, read in order.
    ///
    /// Throws `DatabaseError`, and what `read` throws.
    func all<Value>(_ bind: (inout Arguments) -> Void, reading read: (Columns) throws -> Value) throws -> [Value] {
        defer { reset() }
        try start(bind)
        return try readAll(read)
    }

    /// All rows, read in order, of a statement with named arguments.
    ///
    /// Throws `DatabaseError`, and what `read` throws.
    func all<Value>(_ arguments: StatementArguments, reading read: (Columns) throws -> Value) throws -> [Value] {
        defer { reset() }
        try statement.setArguments(arguments)
        return try readAll(read)
    }

    private func readAll<Value>(_ read: (Columns) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        while try step() { values.append(try read(Columns(statement: statement.sqliteStatement))) }
        return values
    }

    private func start(_ bind: (inout Arguments) -> Void) throws {
        precondition(sqlite3_stmt_busy(statement.sqliteStatement) == 0, "a statement does not run within itself")
        var arguments = Arguments(statement: statement.sqliteStatement)
        bind(&arguments)
        guard arguments.code == SQLITE_OK else { throw failure }
    }

    private func step() throws -> Bool {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw failure
        }
    }

    private func reset() {
        // What it returns is the error of the last step, which was thrown.
        sqlite3_reset(statement.sqliteStatement)
        // An argument may be a value: it is not kept until the statement runs again.
        sqlite3_clear_bindings(statement.sqliteStatement)
    }

    private var failure: DatabaseError {
        let code = sqlite3_extended_errcode(db.sqliteConnection)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
    }
}

extension DirectStatement.Arguments {
    mutating func append(_ number: Int64) { note(sqlite3_bind_int64(statement, next(), number)) }

    mutating func append(_ number: Int) { append(Int64(number)) }

    mutating func append(_ flag: Bool) { append(flag ? 1 : 0 as Int64) }

    mutating func append(_ number: Int64?) {
        if let number { append(number) } else { appendNull() }
    }

    mutating func append(_ text: String) {
        var text = text
        let place = next()
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // A text without an address would be taken for NULL.
                guard let address = characters.baseAddress else {
                    return sqlite3_bind_text(statement, place, "", 0, Self.copied)
                }
                return sqlite3_bind_text(statement, place, address, Int32(characters.count), Self.copied)
            }
        }
        note(code)
    }

    mutating func append(_ text: String?) {
        if let text { append(text) } else { appendNull() }
    }

    mutating func append(_ bytes: [UInt8]) {
        let place = next()
        // Bytes without an address would be taken for NULL.
        guard !bytes.isEmpty else { return note(sqlite3_bind_zeroblob(statement, place, 0)) }
        note(
            bytes.withUnsafeBytes { sqlite3_bind_blob(statement, place, $0.baseAddress, Int32($0.count), Self.copied) }
        )
    }

    mutating func append(_ bytes: [UInt8]?) {
        if let bytes { append(bytes) } else { appendNull() }
    }

    private mutating func appendNull() { note(sqlite3_bind_null(statement, next())) }

    private mutating func next() -> Int32 {
        place += 1
        return place
    }

    private mutating func note(_ result: Int32) {
        if code == SQLITE_OK { code = result }
    }

    // SQLITE_TRANSIENT, which is a macro: SQLite makes its own copy.
    // Safe because SQLite compares this address and never calls it (https://sqlite.org/c3ref/c_static.html).
    nonisolated(unsafe) private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension DirectStatement.Columns {
    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func int(_ column: Int32) -> Int { Int(int64(column)) }

    func bool(_ column: Int32) -> Bool { int64(column) != 0 }

    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

    func timestamp(_ column: Int32) -> Timestamp { Timestamp(milliseconds: int64(column)) }

    func optionalTimestamp(_ column: Int32) -> Timestamp? { isNull(column) ? nil : timestamp(column) }

    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
    }

    func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
}
