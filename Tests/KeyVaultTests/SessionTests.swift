// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import SyncModel
import Testing

@testable import KeyVault

@Suite
struct SessionTests {
    private let receiver: TransportKeyPair
    private let sender: SenderSession
    private let session: ReceiverSession
    private let encapsulated: [UInt8]
    private let info = Array("primary a, replica b, epoch 3".utf8)

    init() throws {
        receiver = try TransportKeyPair.generate()
        (sender, encapsulated) = try SenderSession.start(to: receiver.publicKey, info: info)
        session = try ReceiverSession(privateKey: receiver.privateKey, encapsulated: encapsulated, info: info)
    }

    private func header(_ number: Int) -> [UInt8] {
        var fields = AuthenticatedFields(purpose: "test")
        fields.append("secret/\(number)")
        return fields.bytes
    }

    @Test
    func `payloads open in any order, and again`() throws {
        var sent: [(number: Int, counter: UInt64, sealed: [UInt8])] = []
        for number in 0..<100 {
            let (counter, sealed) = try sender.seal(Material(text: "value \(number)"), authenticating: header(number))
            sent.append((number, counter, sealed))
        }
        #expect(sent.map(\.counter) == Array(0..<100))
        var generator = SeededGenerator(seed: 7)
        for (number, counter, sealed) in (sent + sent).shuffled(using: &generator) {
            let opened = try session.open(sealed, counter: counter, authenticating: header(number))
            #expect(opened == Material(text: "value \(number)"))
        }
    }

    @Test(arguments: [0, 1, 65_536])
    func `payloads have any size`(size: Int) throws {
        let payload = Material.random(count: size)
        let (counter, sealed) = try sender.seal(payload, authenticating: [])
        #expect(sealed.count == size + 16)
        #expect(try session.open(sealed, counter: counter, authenticating: []) == payload)
    }

    @Test
    func `nothing about a payload can be changed`() throws {
        let (counter, sealed) = try sender.seal(Material(text: "value"), authenticating: header(1))
        for index in sealed.indices {
            #expect(throws: VaultError.decryptionFailed) {
                try session.open(sealed.turning(index), counter: counter, authenticating: header(1))
            }
            #expect(throws: VaultError.decryptionFailed) {
                try session.open(Array(sealed[..<index]), counter: counter, authenticating: header(1))
            }
        }
        #expect(throws: VaultError.decryptionFailed) {
            try session.open(sealed, counter: counter + 1, authenticating: header(1))
        }
        #expect(throws: VaultError.decryptionFailed) {
            try session.open(sealed, counter: counter, authenticating: header(2))
        }
    }

    @Test
    func `another connection's key does not open`() throws {
        let (counter, sealed) = try sender.seal(Material(text: "value"), authenticating: [])
        let (_, other) = try SenderSession.start(to: receiver.publicKey, info: info)
        let wrong = [
            try ReceiverSession(privateKey: receiver.privateKey, encapsulated: other, info: info),
            try ReceiverSession(privateKey: receiver.privateKey, encapsulated: encapsulated, info: info + [0]),
            try ReceiverSession(
                privateKey: TransportKeyPair.generate().privateKey,
                encapsulated: encapsulated,
                info: info
            ),
        ]
        for session in wrong {
            #expect(throws: VaultError.decryptionFailed) {
                try session.open(sealed, counter: counter, authenticating: [])
            }
        }
    }

    @Test
    func `a session ends after its last payload and stays ended`() throws {
        let last = SenderSession.payloadLimit - 1
        let (sender, encapsulated) = try SenderSession.start(to: receiver.publicKey, info: info, counter: last)
        let session = try ReceiverSession(privateKey: receiver.privateKey, encapsulated: encapsulated, info: info)
        let (counter, sealed) = try sender.seal(Material(text: "last"), authenticating: [])
        #expect(counter == last)
        #expect(try session.open(sealed, counter: counter, authenticating: []) == Material(text: "last"))
        for _ in 0..<3 {
            #expect(throws: VaultError.exhausted) { try sender.seal(Material(text: "more"), authenticating: []) }
        }
    }

    @Test
    func `seals at the same time have counters of their own`() async throws {
        let sender = sender
        let counters = try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try (0..<250).map { _ in try sender.seal(Material(text: "x"), authenticating: []).counter }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(counters.sorted() == Array(0..<2_000))
    }

    @Test
    func `a key of the wrong length or of low order is refused`() throws {
        // Too short, and points of low order: https://cr.yp.to/ecdh.html, "Contributory behavior".
        let order8 = bytes(hex: "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")
        let one = [1] + [UInt8](repeating: 0, count: 31)
        for publicKey in [[], [UInt8](repeating: 1, count: 31), [UInt8](repeating: 0, count: 32), one, order8] {
            #expect(throws: VaultError.malformedPeerKey) { try SenderSession.start(to: publicKey, info: info) }
            #expect(throws: VaultError.malformedPeerKey) {
                try ReceiverSession(privateKey: receiver.privateKey, encapsulated: publicKey, info: info)
            }
        }
        #expect(throws: VaultError.malformedMaterial(.wrongLength(found: 31, wanted: 32...32))) {
            try TransportKeyPair(privateKey: .random(count: 31))
        }
    }

    @Test
    func `a stored private key gives the same pair`() throws {
        #expect(try TransportKeyPair(privateKey: receiver.privateKey).publicKey == receiver.publicKey)
    }

    /// Vector of RFC 9180 for mode 0, KEM 0x0020, KDF 0x0001, AEAD 0x0002: the export for an empty context.
    @Test
    func `the exported key is that of RFC 9180`() throws {
        let session = try ReceiverSession(
            privateKey: Material(bytes(hex: "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d")),
            encapsulated: bytes(hex: "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256"),
            info: bytes(hex: "4f6465206f6e2061204772656369616e2055726e"),
            label: []
        )
        let exported = bytes(hex: "ded6cffafaea6b812cbf3e241e88332adbc077aca81512914213810ee291770a")
        let nonce = try AES.GCM.Nonce(data: bytes(hex: "000000000000000000000102"))
        let box = try AES.GCM.seal([1, 2, 3], using: SymmetricKey(data: exported), nonce: nonce, authenticating: [9])
        let opened = try session.open(Array(box.ciphertext + box.tag), counter: 0x102, authenticating: [9])
        #expect(opened.copied == [1, 2, 3])
    }
}
