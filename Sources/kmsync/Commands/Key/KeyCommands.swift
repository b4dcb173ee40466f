// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync key`.
struct KeyCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Keys of an instance: life cycle and use.",
        groupedSubcommands: [
            CommandGroup(
                name: "Life cycle",
                subcommands: [
                    KeyCreate.self, KeyImport.self, KeyList.self, KeyShow.self, KeyUpdate.self, KeyRotate.self,
                    KeyEnable.self, KeyDisable.self, KeyDelete.self, KeyUndelete.self,
                ]
            ),
            CommandGroup(
                name: "Use",
                subcommands: [
                    KeyEncrypt.self, KeyDecrypt.self, KeySign.self, KeyVerify.self, KeyPublic.self,
                ]
            ),
        ]
    )
}
