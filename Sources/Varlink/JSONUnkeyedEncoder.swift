// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Writes the elements of an array.
struct JSONUnkeyedEncoder: UnkeyedEncodingContainer {
    private let writer: JSONWriter
    private let level: Int

    private(set) var count = 0

    /// `level` is the array's; see `JSONWriter`.
    init(writer: JSONWriter, level: Int) {
        self.writer = writer
        self.level = level
    }

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() {
        next()
        writer.writeNull()
    }

    /// Meets the requirements for single types too.
    mutating func encode<Value: Encodable>(_ value: Value) throws {
        next()
        try writer.write(value)
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        next()
        return JSONValueEncoder(writer: writer).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        next()
        return JSONValueEncoder(writer: writer).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        next()
        return JSONValueEncoder(writer: writer)
    }

    private mutating func next() {
        writer.element(at: level)
        count += 1
    }
}
