// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The elements of an array, one after another.
struct JSONUnkeyedDecoder: UnkeyedDecodingContainer {
    private let elements: [JSONValue]
    private let path: JSONPath?

    private(set) var currentIndex = 0

    /// The elements of what stands at `path`.
    init(elements: [JSONValue], path: JSONPath?) {
        self.elements = elements
        self.path = path
    }

    var codingPath: [any CodingKey] { path?.keys ?? [] }

    var count: Int? { elements.count }

    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool {
        let isNil = try current().decodeNil()
        currentIndex += isNil ? 1 : 0
        return isNil
    }

    /// Meets the requirements for single types too.
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try current().decode(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let container = try current().container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try current().unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try current()
        currentIndex += 1
        return decoder
    }

    private func current() throws -> JSONValueDecoder {
        let place = JSONPath(path, JSONPlainKey(intValue: currentIndex))
        guard !isAtEnd else {
            let context = DecodingError.Context(codingPath: place.keys, debugDescription: "The array ends here.")
            throw DecodingError.valueNotFound(Any.self, context)
        }
        return JSONValueDecoder(value: elements[currentIndex], path: place)
    }
}
