// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// The program `kmsync-sim`.
@main
struct SimulatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kmsync-sim",
        abstract: "Rehearses disasters: the replication core of kmsync under virtual time.",
        subcommands: [RunCommand.self, CheckCommand.self, CheckersCommand.self]
    )
}
