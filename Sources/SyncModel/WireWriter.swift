// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Writes the one binary form that content and link messages have: big endian numbers, and fields with their length.
package struct WireWriter: Sendable {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    /// Starts empty; `capacity` is how many bytes are expected.
    package init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Appends eight bytes.
    package mutating func append(_ number: Int64) { appendBigEndian(UInt64(bitPattern: number)) }

    /// Appends eight bytes.
    package mutating func append(_ number: UInt64) { appendBigEndian(number) }

    /// Appends a count as four bytes; it must fit.
    package mutating func append(count: Int) { appendBigEndian(UInt32(count)) }

    /// Appends a text as UTF-8 with its length.
    package mutating func append(_ text: String) {
        append(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends bytes with their length.
    package mutating func append(_ field: [UInt8]) {
        append(count: field.count)
        bytes.append(contentsOf: field)
    }

    /// Appends whether there is a value, and the value.
    package mutating func append<Value>(optional value: Value?, _ write: (inout WireWriter, Value) -> Void) {
        guard let value else { return append(UInt8(0)) }
        append(UInt8(1))
        write(&self, value)
    }

    private mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
