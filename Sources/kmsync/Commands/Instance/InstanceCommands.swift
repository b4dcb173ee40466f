// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync instance`.
struct InstanceCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instance",
        abstract: "KMS instances: each is one region's store of keys and secrets.",
        subcommands: [
            InstanceCreate.self, InstanceList.self, InstanceShow.self, InstanceQuota.self, InstanceRelease.self,
        ]
    )
}
