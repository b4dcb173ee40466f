// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Builds authenticated data from fields, so that different fields never give the same bytes.
///
/// Each field is its length as four bytes, big endian, and then its bytes; the first field says what the data is for,
/// so that what was sealed for one purpose never opens for another.
package struct AuthenticatedFields: Sendable {
    /// The encoding of all fields so far.
    package private(set) var bytes: [UInt8] = []

    /// Starts with the purpose; `capacity` is how many bytes the fields are expected to take.
    package init(purpose: String, capacity: Int = 128) {
        bytes.reserveCapacity(capacity)
        append(purpose)
    }

    /// Appends a text as UTF-8.
    package mutating func append(_ text: String) {
        appendLength(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends bytes.
    package mutating func append(_ field: [UInt8]) {
        appendLength(field.count)
        bytes.append(contentsOf: field)
    }

    /// Appends a number as eight bytes, big endian.
    package mutating func append(_ number: UInt64) {
        appendLength(8)
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private mutating func appendLength(_ length: Int) {
        let length = UInt32(length)
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }
}
