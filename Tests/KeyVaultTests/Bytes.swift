// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import SyncModel

/// Bytes from hexadecimal digits; anything else in the text is passed over.
func bytes(hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

extension Material {
    /// A copy, for comparison.
    var copied: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Material of a text.
    convenience init(text: String) { self.init(text.utf8) }
}

extension [UInt8] {
    /// The same bytes with one bit of one byte turned.
    func turning(_ index: Int) -> [UInt8] {
        var changed = self
        changed[index] ^= 1 << UInt8(index % 8)
        return changed
    }
}

extension Material {
    /// PEM of some DER, with lines of 64 characters.
    convenience init(pem der: [UInt8], label: String) {
        let lines = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        self.init(text: "-----BEGIN \(label)-----\n\(lines)\n-----END \(label)-----\n")
    }
}
