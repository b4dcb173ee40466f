// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A keyed digest (HMAC-SHA-256 under an association's key) of one resource at one revision.
package struct Digest: Sendable, Hashable {
    /// Bytes of a digest.
    package static let size = 32

    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Takes exactly 32 bytes, else nil.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }
}
