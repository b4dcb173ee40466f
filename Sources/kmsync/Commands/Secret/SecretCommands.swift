// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync secret`.
struct SecretCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Secrets of an instance.",
        discussion: "A value comes from standard input or --file, never from an argument.",
        subcommands: [
            SecretCreate.self, SecretPut.self, SecretGet.self, SecretList.self, SecretShow.self, SecretUpdate.self,
            SecretStage.self, SecretDelete.self, SecretRestore.self, SecretImportCommand.self,
        ]
    )
}
