// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Decodes one value; also the container of a value that stands alone.
struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
    /// What is decoded.
    let value: JSONValue

    /// Where it stands.
    let path: JSONPath?

    var codingPath: [any CodingKey] { path?.keys ?? [] }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else {
            throw mismatch([String: Any].self)
        }
        return KeyedDecodingContainer(JSONKeyedDecoder(members: members, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else {
            throw mismatch([Any].self)
        }
        return JSONUnkeyedDecoder(elements: elements, path: path)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool {
        if case .null = value {
            return true
        }
        return false
    }

    /// Decodes whatever the type asks for; the requirements for single types are met by it too.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        switch value {
        case .string(let text):
            if let text = text as? Value {
                return text
            }
        case .bool(let flag):
            if let flag = flag as? Value {
                return flag
            }
        case .number(let text):
            if let number = try JSONValueDecoder.number(text, type) {
                return number
            }
        case .object, .array, .null:
            break
        }
        // What reads itself from the value; a scalar would ask here again without end.
        guard !JSONValueDecoder.isScalar(type) else {
            throw mismatch(type)
        }
        return try Value(from: self)
    }

    private static func isScalar(_ type: Any.Type) -> Bool {
        type == String.self || type == Int.self || type == Bool.self || type == Double.self || type == Float.self
            || type is any FixedWidthInteger.Type
    }

    // Nil when the type is no number, or the number does not fit it.
    private static func number<Value>(_ text: String, _ type: Value.Type) throws -> Value? {
        if type == Int.self {
            return Int(text) as? Value
        }
        if type == Double.self {
            return Double(text).flatMap { $0.isFinite ? $0 as? Value : nil }
        }
        if type == Float.self {
            return Float(text).flatMap { $0.isFinite ? $0 as? Value : nil }
        }
        guard let integer = type as? any FixedWidthInteger.Type else {
            return nil
        }
        return self.integer(text, integer) as? Value
    }

    private static func integer<Integer: FixedWidthInteger>(_ text: String, _ type: Integer.Type) -> Integer? {
        Integer(text)
    }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        // Never says what was found: it may be a secret.
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "The value has another type.")
        return decodeNil() ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}
