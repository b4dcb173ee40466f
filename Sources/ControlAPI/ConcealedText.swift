// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials

/// Text that may be a secret value: on the wire a JSON string, in descriptions and mirrors nothing but its length.
package struct ConcealedText: Codable, Sendable, Equatable {
    /// The text itself.
    package let text: String

    /// Takes text as it is.
    package init(_ text: String) {
        self.text = text
    }

    /// Encodes bytes as base64 (RFC 4648, section 4).
    package init(base64Of bytes: some Sequence<UInt8>) {
        text = Data(bytes).base64EncodedString()
    }

    /// The bytes that the text says in base64 (RFC 4648, section 4, padded, canonical); nil where it is something else.
    package var base64Bytes: [UInt8]? {
        // Compared with its own encoding, because Foundation also decodes texts that are malformed, such as "====".
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
        return [UInt8](data)
    }

    /// Reads a JSON string; throws a `DecodingError` for anything else.
    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes a JSON string; throws what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ConcealedText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says how long it is and nothing else.
    package var description: String { "ConcealedText(\(text.utf8.count) bytes)" }

    /// The same as `description`.
    package var debugDescription: String { description }

    /// Hides the text from `dump` and from string interpolation of enclosing values.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
