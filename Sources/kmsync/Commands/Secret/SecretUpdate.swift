// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret update`.
struct SecretUpdate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Replace the description or the tags of a secret.",
        discussion: "What is given replaces what was there; the rest stays. `put` gives it a new value."
    )

    @OptionGroup var secret: SecretArguments
    @Option(help: "For people.") var description: String?
    @Option(help: ArgumentHelp("All tags; may be repeated.", valueName: "key=value")) var tag: [TagArgument] = []
    @Flag(help: "Take all tags away.") var noTags = false
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard description != nil || !tag.isEmpty || noTags else {
            throw ValidationError("Give --description, --tag or --no-tags.")
        }
        guard tag.isEmpty || !noTags else { throw ValidationError("Give new tags or take all away, not both.") }
    }

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SecretsInterface.UpdateSecret.self,
            .init(
                instanceId: secret.instance,
                name: secret.name,
                description: description,
                tags: noTags ? [:] : tag.dictionary
            )
        )
        try confirm(answer) { "Updated \($0.secret.name)." }
    }
}
