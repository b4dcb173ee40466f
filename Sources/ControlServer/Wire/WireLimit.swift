// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement

/// The bounds of what callers send, checked before it is decoded.
enum WireLimit {
    /// Most bytes of a secret's value.
    static let secretValue = ValueRule.maximumSize
    /// Most bytes to encrypt at once.
    static let plaintext = 32_768
    /// Most bytes to decrypt at once: a plaintext, and room for what names its key and seals it.
    static let ciphertext = plaintext + 4_096
    /// Most bytes of a message to sign or verify.
    static let message = 65_536
    /// Most bytes of a signature; RSA with 4,096 bits has 512.
    static let signature = 1_024
    /// Most bytes of the text of a key that is imported.
    static let keyText = 65_536
    /// Most bytes of the names and values of an encryption context together.
    static let context = 8_192
    /// Most resources that one call names.
    static let resources = 32_768
    /// Most characters of a reason, counted as Unicode scalars.
    static let reason = 256
    /// Most bytes of a page mark: a resource and a replica, each at its longest.
    static let pageMark = 512
    /// Longest wait that can be asked for, in seconds: 366 days.
    static let waitSeconds = 366.0 * 86_400
    /// Longest latency of a rehearsed fault, in milliseconds: an hour.
    static let latencyMilliseconds = 3_600_000.0
    /// Requests a second of a rehearsed throttle.
    static let requestRate = 0.001...1_000_000.0
}
