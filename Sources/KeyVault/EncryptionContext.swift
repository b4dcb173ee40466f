// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a caller binds to a ciphertext: names and values that have to be given again to decrypt.
package struct EncryptionContext: Sendable, Equatable {
    /// The same pairs always give the same bytes, whatever their order was.
    let bytes: [UInt8]

    /// Takes the pairs; none is a context too.
    package init(_ pairs: [String: String] = [:]) {
        // By UTF-8 and not by String's order, which follows Unicode equivalence.
        let sorted = pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var fields = AuthenticatedFields(purpose: "kmsync.encryption-context.1")
        for (name, value) in sorted {
            fields.append(name)
            fields.append(value)
        }
        bytes = fields.bytes
    }
}
