// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret list`.
struct SecretList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the secrets of an instance, without their values."
    )

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try showList(
            SecretsInterface.ListSecrets.self,
            .init(instanceId: instance),
            of: daemon,
            columns: SecretTable.columns,
            row: SecretTable.row
        )
    }
}
