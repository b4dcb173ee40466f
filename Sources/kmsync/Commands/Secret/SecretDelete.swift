// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret delete`.
struct SecretDelete: Verb {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Schedule the destruction of a secret; until then `restore` keeps it.",
        discussion: "With --force it is destroyed at once, for good."
    )

    @OptionGroup var secret: SecretArguments
    @Option(help: "The waiting period, 7 to 30 days.") var days: Int?
    @Flag(help: "Destroy it at once. Irreversible.") var force = false
    @Option(help: "Repeats the name, instead of being asked for it; for --force.") var confirm: String?
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard days == nil || !force else { throw ValidationError("Give --days or --force, not both.") }
        guard confirm == nil || force else { throw ValidationError("--confirm is for --force.") }
    }

    func perform(with daemon: DaemonConnection) throws {
        if force {
            try Confirmation.require(
                secret.name,
                given: confirm,
                consequence: "This destroys the secret \(secret.name) with all its versions at once, for good, "
                    + "here and at its replicas."
            )
        }
        let answer = try daemon.change(
            SecretsInterface.DeleteSecret.self,
            .init(
                instanceId: secret.instance,
                name: secret.name,
                recoveryWindowDays: days,
                force: force ? true : nil
            )
        )
        try tell(answer) { reply in reply.plannedDeletionAt.map { "\($0)\n" } ?? "" }
    }
}
