// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// One client of the load: changes keys and secrets of its own, many calls ahead of their answers.
// Safe because one thread at a time uses it: that of the load, which is joined before the test goes on.
final class LoadConnection: @unchecked Sendable {
    /// Calls that are on their way at once; the daemon accepts so many of a connection.
    private static let window = 64
    private static let mostSecrets = 40
    private static let mostKeys = 5
    private static let mostVersionsOfKey = 8
    private static let specs = ["aes_256", "hmac_sha_256", "ed25519", "ec_p256"]

    let prefix: String
    /// What was acknowledged.
    private(set) var acknowledged = World()
    /// What was sent and not answered, in order.
    private(set) var unanswered: [Change] = []
    private(set) var unexpected: String?
    /// Of the current run: how many calls the socket has taken, as another thread may ask, and how many were answered.
    private let taken = Mutex(0)
    private(set) var answered = 0
    private var expected = World()
    private var generator: SeededGenerator
    private var count = 0

    init(prefix: String, seed: UInt64) {
        self.prefix = prefix
        generator = SeededGenerator(seed: seed)
    }

    /// How many calls of the current run the socket has taken by now; from any thread.
    var sent: Int { taken.withLock { $0 } }

    /// Sends and takes answers until the daemon is gone; tells of each acknowledgement.
    func run(_ socket: String, acknowledgement: () -> Void) {
        answered = 0
        taken.withLock { $0 = 0 }
        do {
            let connection = try ControlConnection(socket)
            while true {
                while connection.outstanding < Self.window {
                    let change = nextChange()
                    expected.apply(change)
                    unanswered.append(change)
                    let (method, parameters) = change.call(at: Site.primary)
                    try connection.send(method, parameters)
                }
                try connection.flush()
                taken.withLock { $0 = answered + connection.outstanding }
                let answer = try connection.receive()
                answered += 1
                let change = unanswered.removeFirst()
                guard answer.error == nil else {
                    unexpected = "\(change) met \(answer.error ?? ""): \(answer.body)"
                    return
                }
                acknowledged.apply(change)
                acknowledgement()
            }
        } catch {
            // The daemon was struck; anything else shows when its state is compared.
        }
    }

    /// Takes what was found as the new beginning; nil when it is none of the states that it may have.
    ///
    /// Calls of a connection take effect in order: what was not answered is there up to some call, and no further.
    func settle(_ found: World) -> Int? {
        var world = acknowledged
        var taken = 0
        while world != found {
            guard taken < unanswered.count else { return nil }
            world.apply(unanswered[taken])
            taken += 1
        }
        acknowledged = found
        expected = found
        unanswered = []
        return taken
    }

    private func nextChange() -> Change {
        count += 1
        let secret = "\(prefix)/secret-\(Int.random(in: 0..<Self.mostSecrets, using: &generator))"
        let key = "\(prefix)-key-\(Int.random(in: 0..<Self.mostKeys, using: &generator))"
        let tag = "\(count)"
        let dice = Int.random(in: 0..<100, using: &generator)
        if dice < 75 {
            guard expected.secrets[secret] != nil else {
                return .createSecret(secret, version: "v-\(count)", value: value())
            }
            switch dice {
            case 0..<8: return .deleteSecret(secret)
            case 8..<20: return .tagSecret(secret, tag)
            case _: return .putSecret(secret, version: "v-\(count)", value: value())
            }
        }
        guard let known = expected.keys[key] else {
            return .createKey(key, spec: Self.specs[Int.random(in: 0..<Self.specs.count, using: &generator)])
        }
        guard known.isEnabled else { return .enableKey(key) }
        if dice < 82, known.versions < Self.mostVersionsOfKey { return .rotateKey(key) }
        return dice < 86 ? .disableKey(key) : .tagKey(key, tag)
    }

    /// 0 to 1,024 bytes, repeating 8 random ones.
    private func value() -> [UInt8] {
        let word = withUnsafeBytes(of: generator.next(), Array.init)
        let length = Int.random(in: 0...1024, using: &generator)
        return Array(repeatElement(word, count: length / 8 + 1).joined().prefix(length))
    }
}
