// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials
package import SyncModel

extension Material {
    /// Makes so many random bytes from the system's generator.
    package static func random(count: Int) -> Material {
        Material(count: count) { memory in
            var generator = SystemRandomNumberGenerator()
            var offset = 0
            while offset < count {
                Swift.withUnsafeBytes(of: generator.next() as UInt64) { word in
                    let length = min(word.count, count - offset)
                    memory[offset..<offset + length].copyBytes(from: word.prefix(length))
                }
                offset += 8
            }
        }
    }

    /// Moves what the library returned into material: its own copy is overwritten.
    convenience init(moving data: inout Data) {
        self.init(count: data.count) { $0.copyBytes(from: data) }
        data.resetBytes(in: data.startIndex..<data.endIndex)
    }

    /// The library's form of a symmetric key; it clears itself when released.
    var symmetricKey: SymmetricKey { withUnsafeBytes { SymmetricKey(data: $0) } }

    /// Throws `malformedMaterial` unless it has as many bytes as wanted.
    func requireCount(in wanted: ClosedRange<Int>) throws(VaultError) {
        guard wanted.contains(count) else {
            throw .malformedMaterial(.wrongLength(found: count, wanted: wanted))
        }
    }
}
