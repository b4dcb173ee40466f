// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Ids for those who bring none.
enum GeneratedID {
    /// 32 characters that an id may have and that are not taken for each other.
    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")

    /// `key-` and 80 random bits.
    static func key() -> KeyID {
        var generator = SystemRandomNumberGenerator()
        let characters = (0..<16).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return KeyID(stored: "key-" + String(characters))
    }
}
