// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CSystemd

/// The fields of one entry, packed into one buffer that sd_journal_sendv(3) reads in place.
struct JournalEntry {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    init() {
        bytes.reserveCapacity(512)
    }

    mutating func append(_ name: String, _ value: String) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.append(contentsOf: value.utf8)
        ends.append(bytes.count)
    }

    /// Sends the entry and returns 0, or a negative errno.
    mutating func send() -> CInt {
        let ends = ends
        return bytes.withUnsafeMutableBytes { buffer in
            var start = 0
            let fields = ends.map { end in
                defer { start = end }
                return iovec(iov_base: buffer.baseAddress?.advanced(by: start), iov_len: end - start)
            }
            return sd_journal_sendv(fields, CInt(fields.count))
        }
    }
}
