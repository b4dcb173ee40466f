// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// The `openssl` command, with the files of a sandbox.
struct OpenSSL {
    private let sandbox: Sandbox

    init(_ sandbox: Sandbox) { self.sandbox = sandbox }

    /// Runs it with words separated by blanks, in the sandbox; throws when it fails.
    func run(_ words: String) throws {
        let outcome = try Command(
            program: "/usr/bin/env",
            arguments: ["-C", sandbox.path, "openssl"] + words.split(separator: " ").map(String.init)
        ).run()
        guard outcome.status == 0 else { throw DaemonProcess.Failure(description: "openssl \(words): \(outcome)") }
    }

    /// Checks the file `signature` of the file `message` under the key in the file `public`.
    func verify(_ algorithm: String) throws {
        switch algorithm {
        case "rsa_pss_sha_256":
            try run("dgst -sha256 -sigopt rsa_padding_mode:pss -verify public -signature signature message")
        case "rsa_pkcs1_sha_256", "ecdsa_sha_256": try run("dgst -sha256 -verify public -signature signature message")
        case "ecdsa_sha_384": try run("dgst -sha384 -verify public -signature signature message")
        case "ed25519": try run("pkeyutl -verify -pubin -inkey public -rawin -in message -sigfile signature")
        case _: throw DaemonProcess.Failure(description: "openssl is not asked about \(algorithm) here")
        }
    }
}
