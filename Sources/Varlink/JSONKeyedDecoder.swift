// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The members of an object, by their keys.
struct JSONKeyedDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let members: [JSONValue.Member]
    private let path: JSONPath?
    // Only for objects with many members, where looking at each would cost the square of their number.
    private let indexes: [String: Int]?

    private static var mostMembersWithoutIndex: Int { 16 }

    /// The members of what stands at `path`.
    init(members: [JSONValue.Member], path: JSONPath?) {
        self.members = members
        self.path = path
        if members.count > JSONKeyedDecoder.mostMembersWithoutIndex {
            indexes = Dictionary(members.enumerated().map { ($1.key, $0) }) { first, _ in first }
        } else {
            indexes = nil
        }
    }

    var codingPath: [any CodingKey] { path?.keys ?? [] }

    var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) } }

    func contains(_ key: Key) -> Bool {
        value(key) != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try decoder(key).decodeNil()
    }

    /// Meets the requirements for single types too.
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder {
        let key = JSONPlainKey(stringValue: "super")
        return JSONValueDecoder(value: value(key) ?? .null, path: JSONPath(path, key))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        try decoder(key)
    }

    private func value(_ key: some CodingKey) -> JSONValue? {
        let name = key.stringValue
        if let indexes {
            return indexes[name].map { members[$0].value }
        }
        return members.first { $0.key == name }?.value
    }

    private func decoder(_ key: Key) throws -> JSONValueDecoder {
        guard let value = value(key) else {
            let context = DecodingError.Context(codingPath: codingPath, debugDescription: "The member is missing.")
            throw DecodingError.keyNotFound(key, context)
        }
        return JSONValueDecoder(value: value, path: JSONPath(path, key))
    }
}
