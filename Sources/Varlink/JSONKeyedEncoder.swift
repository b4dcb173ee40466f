// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Writes the members of an object.
struct JSONKeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    /// Where they go.
    let writer: JSONWriter

    /// See `JSONWriter`.
    let level: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        writer.key(key.stringValue, at: level)
        writer.writeNull()
    }

    /// Meets the requirements for single types too.
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        writer.key(key.stringValue, at: level)
        try writer.write(value)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        writer.key(key.stringValue, at: level)
        return JSONValueEncoder(writer: writer).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer.key(key.stringValue, at: level)
        return JSONValueEncoder(writer: writer).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        writer.key("super", at: level)
        return JSONValueEncoder(writer: writer)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        writer.key(key.stringValue, at: level)
        return JSONValueEncoder(writer: writer)
    }
}
