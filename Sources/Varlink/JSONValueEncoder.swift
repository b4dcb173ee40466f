// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Encodes one value; also the container of a value that stands alone.
struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
    /// Where it goes.
    let writer: JSONWriter

    // Paths would only serve errors, of which there is one: a number that is not finite.
    var codingPath: [any CodingKey] { [] }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONKeyedEncoder(writer: writer, level: writer.openObject()))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONUnkeyedEncoder(writer: writer, level: writer.openArray())
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() {
        writer.writeNull()
    }

    /// Meets the requirements for single types too.
    func encode<Value: Encodable>(_ value: Value) throws {
        try writer.write(value)
    }
}
