// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a peer or a file sent does not have the form that it must have.
package struct MalformedWire: Error, Sendable, Hashable {
    /// Names nothing: content is never told.
    package init() {}
}

/// Reads what `WireWriter` wrote; never beyond the end.
package struct WireReader {
    private let memory: UnsafeRawBufferPointer
    private var offset = 0

    /// Reads from memory; the reader must not outlive the closure that gave it.
    package init(_ memory: UnsafeRawBufferPointer) { self.memory = memory }

    /// Whether everything was read.
    package var isAtEnd: Bool { offset == memory.count }

    /// Reads one byte.
    package mutating func byte() throws(MalformedWire) -> UInt8 {
        let place = try take(1)
        return memory[place]
    }

    /// Reads eight bytes.
    package mutating func int64() throws(MalformedWire) -> Int64 { Int64(bitPattern: try uint64()) }

    /// Reads eight bytes.
    package mutating func uint64() throws(MalformedWire) -> UInt64 {
        let place = try take(8)
        return UInt64(bigEndian: memory.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// Reads a count of things that take at least `size` bytes each: more than are left is malformed.
    package mutating func count(ofAtLeast size: Int = 1) throws(MalformedWire) -> Int {
        let place = try take(4)
        let count = Int(UInt32(bigEndian: memory.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        guard count * size <= memory.count - offset else { throw MalformedWire() }
        return count
    }

    /// Reads a text with its length; it must be UTF-8.
    package mutating func text() throws(MalformedWire) -> String {
        let field = try field()
        guard let text = String(validating: field, as: UTF8.self) else { throw MalformedWire() }
        return text
    }

    /// Reads bytes with their length.
    package mutating func bytes() throws(MalformedWire) -> [UInt8] { Array(try field()) }

    /// Reads bytes with their length into a material.
    package mutating func material() throws(MalformedWire) -> Material { Material(try field()) }

    /// Reads whether there is a value, and the value.
    package mutating func optional<Value>(
        _ read: (inout WireReader) throws(MalformedWire) -> Value
    ) throws(MalformedWire) -> Value? {
        switch try byte() {
        case 0: nil
        case 1: try read(&self)
        default: throw MalformedWire()
        }
    }

    private mutating func field() throws(MalformedWire) -> UnsafeRawBufferPointer {
        let count = try count()
        let place = try take(count)
        return UnsafeRawBufferPointer(rebasing: memory[place..<(place + count)])
    }

    private mutating func take(_ count: Int) throws(MalformedWire) -> Int {
        guard count <= memory.count - offset else { throw MalformedWire() }
        defer { offset += count }
        return offset
    }
}
