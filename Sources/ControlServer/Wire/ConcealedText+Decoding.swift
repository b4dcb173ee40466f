// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

extension ConcealedText {
    /// The bytes that the text says, at most `limit`.
    func material(field: String, limit: Int) throws(InvalidInput) -> Material {
        guard text.utf8.count <= Base64.length(of: limit) else { throw Self.tooLong(field, limit) }
        guard let material = Base64.material(text) else {
            throw InvalidInput(field: field, reason: "it is base64 (RFC 4648, section 4) with padding, without blanks")
        }
        guard material.count <= limit else { throw Self.tooLong(field, limit) }
        return material
    }

    /// The same for bytes that need no concealment.
    func bytes(field: String, limit: Int) throws(InvalidInput) -> [UInt8] {
        try material(field: field, limit: limit).withUnsafeBytes(Array.init)
    }

    /// Encodes material.
    init(_ material: Material) {
        self = material.withUnsafeBytes { ConcealedText(base64Of: $0) }
    }

    private static func tooLong(_ field: String, _ limit: Int) -> InvalidInput {
        InvalidInput(field: field, reason: "it has at most \(limit) bytes once decoded")
    }
}
