// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import KeyVault
import SyncModel
import Synchronization

/// Material for a new version of a key, made outside the transaction where making it takes long.
///
/// An RSA key takes from tens of milliseconds to seconds, for which neither the file's one writer nor a queue of the
/// global pool must wait: it is made on a thread of its own, one key at a time. The others take microseconds and are made
/// in the transaction.
struct PreparedMaterial: Sendable {
    /// A transaction found that it needs material that takes long to make: it is made, and the change tried again.
    struct Wanted: Error {
        let spec: KeySpec
    }

    private let spec: KeySpec?
    private let ready: Material?

    /// Nothing is prepared.
    static let none = PreparedMaterial(spec: nil, ready: nil)

    /// Without a target: a serial queue has its own thread then, and leaves those of the global pool alone.
    // Watched as "key generation".
    private static let queue = DispatchQueue(label: "io.kmsync.key-generation")
    private static let pings = Mutex<[@Sendable () -> Void]>([])

    /// Makes material of the spec, however long that takes, and calls back on the queue of its own.
    static func prepare(_ spec: KeySpec, completion: @escaping @Sendable (Result<PreparedMaterial, VaultError>) -> Void)
    {
        queue.async {
            answerPings()
            completion(
                Result { () throws(VaultError) in
                    PreparedMaterial(spec: spec, ready: try KeyMaterial.generate(spec).material)
                }
            )
        }
    }

    /// Calls back on the queue between two keys: many may wait, and that is no standstill.
    static func ping(_ completion: @escaping @Sendable () -> Void) {
        pings.withLock { $0.append(completion) }
        queue.async { answerPings() }
    }

    private static func answerPings() {
        let answered = pings.withLock { pings in
            defer { pings = [] }
            return pings
        }
        for completion in answered { completion() }
    }

    /// What was prepared, or what is made in no time; throws `Wanted` where it has to be prepared first.
    func material(of spec: KeySpec) throws -> Material {
        if let ready, spec == self.spec { return ready }
        guard !spec.takesLongToMake else { throw Wanted(spec: spec) }
        return try KeyMaterial.generate(spec).material
    }
}

extension KeySpec {
    fileprivate var takesLongToMake: Bool {
        switch self {
        case .rsa2048, .rsa3072, .rsa4096: true
        case .aes256, .ecP256, .ecP384, .ed25519, .hmacSHA256: false
        }
    }
}
