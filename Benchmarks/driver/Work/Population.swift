// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Varlink

/// The secrets of a run: values of 256 bytes from a seed, under names whose order is not that of their creation.
struct Population {
    static let valueBytes = 256
    /// Chosen once and never changed, so that runs compare.
    static let seed: UInt64 = 0x6b6d_7379_6e63

    let instance: String

    /// Such as `service-0a3f/credential-0000042`: as many services as a large company has.
    func name(_ number: Int) -> String {
        let service = String(mixed(UInt64(number)) & 0xFFF, radix: 16)
        let digits = String(number)
        let padding = String(repeating: "0", count: max(0, 7 - digits.count))
        return "service-\(service)/credential-\(padding)\(digits)"
    }

    func creation(_ number: Int) throws -> [UInt8] {
        try JSONObject.encode(
            SecretsInterface.CreateSecret.Parameters(
                instanceId: instance,
                name: name(number),
                value: value(number, generation: 0)
            )
        )
    }

    /// A new value for a secret that is there.
    func change(_ number: Int, generation: Int) throws -> [UInt8] {
        try JSONObject.encode(
            SecretsInterface.PutSecretValue.Parameters(
                instanceId: instance,
                name: name(number),
                value: value(number, generation: generation)
            )
        )
    }

    private func value(_ number: Int, generation: Int) -> ConcealedText {
        var state = mixed(UInt64(number) &* 1_000_003 &+ UInt64(generation))
        let bytes = (0..<Self.valueBytes).map { _ in
            state = mixed(state)
            return UInt8(truncatingIfNeeded: state >> 32)
        }
        return ConcealedText(base64Of: bytes)
    }

    /// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    private func mixed(_ number: UInt64) -> UInt64 {
        var mixed = (number ^ Self.seed) &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
