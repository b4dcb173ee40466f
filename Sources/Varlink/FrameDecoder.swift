// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Splits a stream of bytes into messages, which end in NUL; bytes in, frames out.
///
/// Holds at most one incomplete frame, plus what was appended and not taken yet.
package struct FrameDecoder: Sendable {
    /// The longest frame that is taken, in bytes, its NUL not counted, when nothing else is asked for: 1 MiB.
    package static let defaultMaximumFrameBytes = 1 << 20

    private let maximumFrameBytes: Int
    private var buffer: [UInt8] = []
    private var start = 0
    private var scanned = 0

    /// Takes frames of up to `maximumFrameBytes` bytes, their NUL not counted.
    package init(maximumFrameBytes: Int = FrameDecoder.defaultMaximumFrameBytes) {
        self.maximumFrameBytes = maximumFrameBytes
    }

    /// How many bytes were appended and not taken as a frame yet.
    package var bufferedBytes: Int { buffer.count - start }

    /// Adds what was read from the connection.
    package mutating func append(_ bytes: some Sequence<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= FrameDecoder.keptCapacity)
            start = 0
            scanned = 0
        } else if start > FrameDecoder.keptCapacity {
            buffer.removeFirst(start)
            scanned -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Takes the next complete frame, without its NUL; nil when there is none yet.
    ///
    /// Throws `FrameError.tooLarge`.
    package mutating func next() throws(FrameError) -> [UInt8]? {
        guard let end = firstNUL(from: scanned) else {
            scanned = buffer.count
            if buffer.count - start > maximumFrameBytes {
                throw .tooLarge(limit: maximumFrameBytes)
            }
            return nil
        }
        guard end - start <= maximumFrameBytes else {
            throw .tooLarge(limit: maximumFrameBytes)
        }
        let frame = Array(buffer[start..<end])
        start = end + 1
        scanned = start
        return frame
    }

    // Above this many bytes consumed space is given back rather than kept.
    private static let keptCapacity = 128 << 10

    private func firstNUL(from index: Int) -> Int? {
        buffer[index...].withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, let found = memchr(base, 0, bytes.count) else {
                return nil
            }
            return index + base.distance(to: UnsafeRawPointer(found))
        }
    }
}
