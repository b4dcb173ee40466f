// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret stage`.
struct SecretStage: Verb {
    static let configuration = CommandConfiguration(
        commandName: "stage",
        abstract: "Move a stage to a version, or take it away from one."
    )

    @OptionGroup var secret: SecretArguments
    @Argument(help: "The stage, for example ACSCurrent.") var stage: String
    @Option(help: "The version that gets the stage.") var to: String?
    @Option(help: "The version that loses it.") var from: String?
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard to != nil || from != nil else { throw ValidationError("Give --to, --from, or both.") }
    }

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SecretsInterface.UpdateSecretVersionStage.self,
            .init(
                instanceId: secret.instance,
                name: secret.name,
                stage: stage,
                moveToVersionId: to,
                removeFromVersionId: from
            )
        )
        try confirm(answer) { _ in to.map { "\(stage) of \(secret.name) is version \($0)." } ?? "Took \(stage) away." }
    }
}
