// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Any JSON value; numbers as they are written.
indirect enum JSONValue {
    /// A member of an object.
    struct Member {
        let key: String
        let value: JSONValue
    }

    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(String)
    case bool(Bool)
    case null

    /// Reads a whole text; throws `FrameError.notJSON`.
    init(_ bytes: [UInt8]) throws(FrameError) {
        var scanner = try JSONScanner(bytes)
        self = try JSONValue(&scanner)
        try scanner.end()
    }

    private init(_ scanner: inout JSONScanner) throws(FrameError) {
        switch try scanner.peek() {
        case .object:
            var members: [Member] = []
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                members.append(Member(key: key, value: try JSONValue(&scanner)))
            }
            self = .object(members)
        case .array:
            var elements: [JSONValue] = []
            try scanner.beginArray()
            while try scanner.nextElement() {
                elements.append(try JSONValue(&scanner))
            }
            self = .array(elements)
        case .string: self = .string(try scanner.string())
        case .number: self = .number(try scanner.number())
        case .bool: self = .bool(try scanner.bool())
        case .null:
            try scanner.null()
            self = .null
        }
    }
}
