// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a DER private key is and where its secret stands in it; valid only as long as the bytes that it was read from.
///
/// The library reads these forms too, but takes any key of 32 bytes for Ed25519, refuses PKCS #8 of version 1 (RFC
/// 5958), ignores a public half that does not belong to the private one, and cannot say what else it found.
struct PrivateKeyDocument {
    private typealias Tag = DERReader.Tag

    /// Object identifiers in their DER encoding.
    private enum Identifier {
        static let rsaEncryption: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
        static let ecPublicKey: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
        static let secp256r1: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        static let secp384r1: [UInt8] = [0x2B, 0x81, 0x04, 0x00, 0x22]
        static let ed25519: [UInt8] = [0x2B, 0x65, 0x70]
    }

    /// What kind of key it is.
    let found: FoundKey

    /// The scalar of an elliptic curve, the seed of Ed25519, or the whole RSAPrivateKey.
    let secret: UnsafeRawBufferPointer

    /// The public half, where the document carries one beside the private half.
    let publicKey: UnsafeRawBufferPointer?

    /// Reads one of the forms that PEM labels tell apart.
    init(_ bytes: UnsafeRawBufferPointer, form: PrivateKeyPEM.Form) throws(MaterialFault) {
        switch form {
        case .pkcs8: self = try PrivateKeyDocument(pkcs8: bytes)
        case .sec1: self = try PrivateKeyDocument(sec1: bytes, curve: nil)
        case .pkcs1: self = try PrivateKeyDocument(pkcs1: bytes)
        }
    }

    /// Reads PrivateKeyInfo (RFC 5208) or OneAsymmetricKey (RFC 5958).
    init(pkcs8 bytes: UnsafeRawBufferPointer) throws(MaterialFault) {
        var document = DERReader(bytes)
        var fields = try document.elements(Tag.sequence)
        try document.requireEnd()
        let version = try fields.smallInteger()
        guard version <= 1 else { throw .malformedKey }
        var algorithm = try fields.elements(Tag.sequence)
        let identifier = try algorithm.element(Tag.objectIdentifier)
        let privateKey = try fields.element(Tag.octetString)
        _ = try fields.optional(Tag.constructed(0))
        let publicBits = version == 1 ? try fields.optional(Tag.primitive(1)) : nil
        try fields.requireEnd()

        if identifier.elementsEqual(Identifier.rsaEncryption) {
            _ = try algorithm.optional(Tag.null)
            try algorithm.requireEnd()
            self = try PrivateKeyDocument(pkcs1: privateKey)
        } else if identifier.elementsEqual(Identifier.ecPublicKey) {
            guard let curve = try algorithm.optional(Tag.objectIdentifier) else {
                self = PrivateKeyDocument(unsupported: .otherCurve)
                return
            }
            try algorithm.requireEnd()
            self = try PrivateKeyDocument(sec1: privateKey, curve: Self.curve(curve))
        } else if identifier.elementsEqual(Identifier.ed25519) {
            try algorithm.requireEnd()
            var inner = DERReader(privateKey)
            secret = try inner.element(Tag.octetString)
            try inner.requireEnd()
            guard secret.count == 32 else { throw .malformedKey }
            publicKey = if let publicBits { try DERReader.bytes(ofBitString: publicBits) } else { nil }
            found = .ed25519
        } else {
            self = PrivateKeyDocument(unsupported: .otherAlgorithm)
        }
    }

    /// Reads ECPrivateKey (RFC 5915); inside PKCS #8 the curve stands outside.
    private init(sec1 bytes: UnsafeRawBufferPointer, curve outer: FoundKey?) throws(MaterialFault) {
        var document = DERReader(bytes)
        var fields = try document.elements(Tag.sequence)
        try document.requireEnd()
        guard try fields.smallInteger() == 1 else { throw .malformedKey }
        secret = try fields.element(Tag.octetString)
        var inner: FoundKey?
        if let parameters = try fields.optional(Tag.constructed(0)) {
            var parameters = DERReader(parameters)
            inner =
                if let name = try parameters.optional(Tag.objectIdentifier) { Self.curve(name) } else { .otherCurve }
        }
        if let publicPart = try fields.optional(Tag.constructed(1)) {
            var publicPart = DERReader(publicPart)
            publicKey = try DERReader.bytes(ofBitString: publicPart.element(Tag.bitString))
            try publicPart.requireEnd()
        } else {
            publicKey = nil
        }
        try fields.requireEnd()
        guard let curve = outer ?? inner, inner == nil || inner == curve else { throw .malformedKey }
        found = curve
    }

    /// Reads RSAPrivateKey (RFC 8017, appendix A.1.2) of two primes as far as its modulus.
    private init(pkcs1 bytes: UnsafeRawBufferPointer) throws(MaterialFault) {
        var document = DERReader(bytes)
        var fields = try document.elements(Tag.sequence)
        try document.requireEnd()
        guard try fields.smallInteger() == 0 else {
            self = PrivateKeyDocument(unsupported: .otherAlgorithm)
            return
        }
        let modulus = try fields.element(Tag.integer).drop { $0 == 0 }
        guard let first = modulus.first else { throw .malformedKey }
        found = .rsa(bits: modulus.count * 8 - first.leadingZeroBitCount)
        secret = bytes
        publicKey = nil
    }

    private init(unsupported found: FoundKey) {
        self.found = found
        secret = UnsafeRawBufferPointer(start: nil, count: 0)
        publicKey = nil
    }

    private static func curve(_ identifier: UnsafeRawBufferPointer) -> FoundKey {
        if identifier.elementsEqual(Identifier.secp256r1) { return .ecP256 }
        if identifier.elementsEqual(Identifier.secp384r1) { return .ecP384 }
        return .otherCurve
    }
}
