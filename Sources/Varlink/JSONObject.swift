// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Values to the bytes of a JSON object, and back.
///
/// Several times as fast as Foundation's coders, exact about integers, and with members in the order of the type.
package enum JSONObject {
    /// The bytes of `{}`.
    package static let empty = Array("{}".utf8)

    /// Encodes a value that is an object; throws an `EncodingError` for anything else, and for what JSON cannot say.
    ///
    /// A nil that the type's own `encode(to:)` leaves out is left out. A dictionary of strings is sorted by its keys.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        if value is NoParameters {
            return empty
        }
        let writer = JSONWriter()
        try writer.write(value)
        guard writer.bytes.first == UInt8(ascii: "{") else {
            let context = EncodingError.Context(codingPath: [], debugDescription: "The value is not a JSON object.")
            throw EncodingError.invalidValue(type(of: value), context)
        }
        return writer.bytes
    }

    /// Decodes an object; throws a `DecodingError` with the path of what did not fit.
    ///
    /// A number with a fraction or an exponent is no integer; an integer is a number.
    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        if let nothing = NoParameters() as? Value {
            return nothing
        }
        let value: JSONValue
        do throws(FrameError) {
            value = try JSONValue(bytes)
        } catch {
            let context = DecodingError.Context(codingPath: [], debugDescription: "The text is not JSON.")
            throw DecodingError.dataCorrupted(context)
        }
        return try JSONValueDecoder(value: value, path: nil).decode(type)
    }
}
