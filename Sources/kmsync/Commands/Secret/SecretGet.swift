// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Varlink

/// `kmsync secret get`.
struct SecretGet: Verb {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Write a value to standard output, its bytes as they are.",
        discussion: "A line end follows only at a terminal."
    )

    @OptionGroup var secret: SecretArguments
    @Option(help: "This version; else the one of the stage.") var version: String?
    @Option(help: "The version of this stage; else of ACSCurrent.") var stage: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            SecretsInterface.GetSecretValue.self,
            .init(instanceId: secret.instance, name: secret.name, versionId: version, stage: stage)
        )
        if options.json { return StandardOutput.write(answer.json + [UInt8(ascii: "\n")]) }
        guard let value = try answer.reply().value.base64Bytes else {
            throw VarlinkClientError.protocolViolation(reason: "a value is not base64.")
        }
        StandardOutput.write(StandardOutput.isTerminal ? value + [UInt8(ascii: "\n")] : value)
    }
}
