// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key update`.
struct KeyUpdate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Replace the aliases, the description or the tags of a key.",
        discussion: "What is given replaces what was there; the rest stays."
    )

    @OptionGroup var key: KeyArguments
    @Option(help: "All aliases, each alias/NAME; may be repeated.") var alias: [String] = []
    @Flag(help: "Take all aliases away.") var noAliases = false
    @Option(help: "For people.") var description: String?
    @Option(help: ArgumentHelp("All tags; may be repeated.", valueName: "key=value")) var tag: [TagArgument] = []
    @Flag(help: "Take all tags away.") var noTags = false
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard !alias.isEmpty || noAliases || description != nil || !tag.isEmpty || noTags else {
            throw ValidationError("Give --alias, --no-aliases, --description, --tag or --no-tags.")
        }
        guard alias.isEmpty || !noAliases, tag.isEmpty || !noTags else {
            throw ValidationError("Give new ones or take all away, not both.")
        }
    }

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.UpdateKey.self,
            .init(
                instanceId: key.instance,
                keyId: key.key,
                aliases: noAliases ? [] : alias.nilIfEmpty,
                description: description,
                tags: noTags ? [:] : tag.dictionary
            )
        )
        try confirm(answer) { "Updated \($0.key.keyId)." }
    }
}
