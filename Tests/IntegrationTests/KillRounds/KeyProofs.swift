// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// What keys made at the primary, which every later state of them, there and at the replicas, has to honour.
struct KeyProofs {
    private struct Proof {
        var key: String
        var text: JSON
        var isCiphertext: Bool
    }

    private static let message = JSON.base64(bytes("proof"))

    private let most: Int
    private var proofs: [Proof] = []

    /// Keeps so many: the first ones, which prove that old versions stay, and the latest.
    init(most: Int) { self.most = most }

    var count: Int { proofs.count }

    /// Has every enabled key of the primary make one more.
    mutating func add(_ content: Content, over connection: ControlConnection) throws {
        for (id, key) in content.keys where key.state == "enabled" {
            let isCipher = key.spec == "aes_256"
            let made =
                isCipher
                ? try connection.call("Keys.Encrypt", Self.parameters(id, Site.primary, ["plaintext": Self.message]))
                : try connection.call("Keys.Sign", Self.parameters(id, Site.primary, ["message": Self.message]))
            if proofs.count >= most { proofs.remove(at: most / 2) }
            proofs.append(Proof(key: id, text: isCipher ? made.ciphertext : made.signature, isCiphertext: isCipher))
        }
    }

    /// Checks all of them at an instance; a key that is disabled has to refuse them.
    func check(_ content: Content, at instance: String, over connection: ControlConnection) throws {
        for proof in proofs {
            let parameters: JSON =
                proof.isCiphertext
                ? ["instanceId": .text(instance), "ciphertext": proof.text]
                : Self.parameters(proof.key, instance, ["message": Self.message, "signature": proof.text])
            try connection.send(proof.isCiphertext ? "Keys.Decrypt" : "Keys.Verify", parameters)
        }
        for proof in proofs {
            let answer = try connection.receive()
            if content.keys[proof.key]?.state == "enabled" {
                let isRight = proof.isCiphertext ? answer.body.plaintext == Self.message : answer.body.valid == true
                #expect(isRight, "\(proof.key) at \(instance): \(answer)")
            } else {
                #expect(answer.error == "io.kmsync.Keys.KeyNotUsable", "\(proof.key) at \(instance): \(answer)")
            }
        }
    }

    private static func parameters(_ key: String, _ instance: String, _ others: [String: JSON]) -> JSON {
        .object(others.merging(["instanceId": .text(instance), "keyId": .text(key)]) { $1 })
    }
}
