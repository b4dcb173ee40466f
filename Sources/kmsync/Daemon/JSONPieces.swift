// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// Cuts JSON into pieces without changing them.
enum JSONPieces {
    /// The value of a member of an object, or nil where there is none; throws `VarlinkClientError` for anything else.
    static func member(_ name: String, of object: [UInt8]) throws(VarlinkClientError) -> ArraySlice<UInt8>? {
        do {
            var scanner = try JSONScanner(object)
            var found: Range<Int>?
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                let range = try scanner.skip()
                if key == name { found = range }
            }
            return found.map { object[$0] }
        } catch {
            throw .protocolViolation(reason: "a reply is no JSON object.")
        }
    }

    /// The elements of an array; throws `VarlinkClientError` for anything else.
    static func elements(of array: ArraySlice<UInt8>) throws(VarlinkClientError) -> [ArraySlice<UInt8>] {
        let bytes = Array(array)
        var elements: [ArraySlice<UInt8>] = []
        do {
            var scanner = try JSONScanner(bytes)
            try scanner.beginArray()
            while try scanner.nextElement() { elements.append(bytes[try scanner.skip()]) }
        } catch {
            throw .protocolViolation(reason: "a list is no JSON array.")
        }
        return elements
    }
}
