// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync resource`.
struct ResourceCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource",
        abstract: "Keys and secrets on their way to the replicas.",
        discussion: "A resource is named key/KEYID or secret/NAME.",
        subcommands: [ResourceList.self, ResourceExplain.self, ResourceAdd.self, ResourceRetry.self]
    )
}
