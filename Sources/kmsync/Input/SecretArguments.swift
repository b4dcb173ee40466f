// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Glibc

/// An instance and a secret of it.
struct SecretArguments: ParsableArguments {
    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @Argument(help: "The secret.", completion: DaemonCompletion.secrets) var name: String
}

/// The value of a secret, which never is an argument.
struct SecretValue: ParsableArguments {
    @Option(help: "Read the value from this file instead of standard input.", completion: .file()) var file: String?

    /// Reads the value and strips nothing; at a terminal one line is asked for, and not shown.
    func read(for name: String) throws(Failure) -> ConcealedText {
        var bytes: [UInt8]
        if file == nil, isatty(STDIN_FILENO) == 1 {
            bytes = try InputBytes.readHidden(prompt: "Value of \(printable(name)): ")
        } else {
            bytes = try InputBytes.read(file, limit: InputBytes.maximumSecretValue, what: "The value")
        }
        guard bytes.count <= InputBytes.maximumSecretValue else {
            throw Failure(ControlError.valueTooLarge(limit: InputBytes.maximumSecretValue))
        }
        return ConcealedText(base64Of: bytes)
    }
}
