// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Finds the one private key in a PEM text (RFC 7468), without copying it.
enum PrivateKeyPEM {
    /// What the bytes of the key are encoded as.
    enum Form: Sendable {
        /// PKCS #8: names its algorithm (RFC 5208, RFC 5958).
        case pkcs8
        /// SEC 1: an elliptic-curve key (RFC 5915).
        case sec1
        /// PKCS #1: an RSA key (RFC 8017).
        case pkcs1
    }

    /// One block: its label, and the base64 between its lines.
    private struct Block {
        let label: UnsafeRawBufferPointer
        let body: UnsafeRawBufferPointer

        func isLabelled(_ name: String) -> Bool { label.elementsEqual(name.utf8) }
    }

    /// Gives the form and the base64 of the key; text around the block is passed over.
    static func privateKey(
        in text: UnsafeRawBufferPointer
    ) throws(MaterialFault) -> (form: Form, encoded: UnsafeRawBufferPointer) {
        let keys = try blocks(in: text).filter { !$0.isLabelled("EC PARAMETERS") }
        guard let block = keys.first else { throw .notPEM }
        guard keys.count == 1 else { throw .severalPEM }
        let form = try form(of: block)
        // Headers are of RFC 1421, and only legacy encryption has them.
        guard !block.body.contains(UInt8(ascii: ":")) else {
            throw contains(block.body, "ENCRYPTED") ? .encryptedPEM : .brokenPEM
        }
        return (form, block.body)
    }

    private static func form(of block: Block) throws(MaterialFault) -> Form {
        if block.isLabelled("PRIVATE KEY") { return .pkcs8 }
        if block.isLabelled("EC PRIVATE KEY") { return .sec1 }
        if block.isLabelled("RSA PRIVATE KEY") { return .pkcs1 }
        if block.isLabelled("ENCRYPTED PRIVATE KEY") { throw .encryptedPEM }
        if block.isLabelled("OPENSSH PRIVATE KEY") { throw .openSSHPEM }
        if contains(block.label, "PUBLIC KEY") { throw .publicKeyPEM }
        if contains(block.label, "CERTIFICATE") { throw .certificatePEM }
        throw .unknownPEM
    }

    private static func blocks(in text: UnsafeRawBufferPointer) throws(MaterialFault) -> [Block] {
        var blocks: [Block] = []
        var rest = text
        while let begin = range(of: "-----BEGIN ", in: rest) {
            rest = UnsafeRawBufferPointer(rebasing: rest[begin.upperBound...])
            guard let labelEnd = range(of: "-----", in: rest) else { throw .brokenPEM }
            let label = UnsafeRawBufferPointer(rebasing: rest[..<labelEnd.lowerBound])
            rest = UnsafeRawBufferPointer(rebasing: rest[labelEnd.upperBound...])
            guard let end = range(of: "-----END ", in: rest) else { throw .brokenPEM }
            let body = UnsafeRawBufferPointer(rebasing: rest[..<end.lowerBound])
            rest = UnsafeRawBufferPointer(rebasing: rest[end.upperBound...])
            guard rest.starts(with: label), rest.dropFirst(label.count).starts(with: "-----".utf8) else {
                throw .brokenPEM
            }
            blocks.append(Block(label: label, body: body))
        }
        return blocks
    }

    private static func contains(_ text: UnsafeRawBufferPointer, _ name: String) -> Bool {
        range(of: name, in: text) != nil
    }

    private static func range(of name: String, in text: UnsafeRawBufferPointer) -> Range<Int>? {
        let length = name.utf8.count
        guard text.count >= length else { return nil }
        for start in 0...text.count - length where text[start...].starts(with: name.utf8) {
            return start..<start + length
        }
        return nil
    }
}
