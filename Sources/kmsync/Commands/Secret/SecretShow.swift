// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret show`.
struct SecretShow: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one secret with its versions and stages, without its values."
    )

    @OptionGroup var secret: SecretArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            SecretsInterface.DescribeSecret.self,
            .init(instanceId: secret.instance, name: secret.name)
        )
        try show(answer) { SecretTable.details($0.secret, $1) }
    }
}
