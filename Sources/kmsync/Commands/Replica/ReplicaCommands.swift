// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync replica`.
struct ReplicaCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replica",
        abstract: "Replica instances of a primary instance.",
        subcommands: [
            ReplicaCheck.self, ReplicaAdd.self, ReplicaList.self, ReplicaShow.self, ReplicaPause.self,
            ReplicaResume.self, ReplicaRemove.self,
        ]
    )
}
