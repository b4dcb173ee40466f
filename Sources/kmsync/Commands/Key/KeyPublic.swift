// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key public`.
struct KeyPublic: Verb {
    static let configuration = CommandConfiguration(
        commandName: "public",
        abstract: "Print the public half of a key, PEM."
    )

    @OptionGroup var key: KeyArguments
    @Option(help: "This version of the key; else the one that signs.") var version: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            KeysInterface.GetPublicKey.self,
            .init(instanceId: key.instance, keyId: key.key, versionId: version)
        )
        try tell(answer) { reply in reply.pem.hasSuffix("\n") ? reply.pem : "\(reply.pem)\n" }
    }
}
