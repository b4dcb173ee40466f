// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync fault`.
struct FaultCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault",
        abstract: "Rehearse faults on the links to replicas of this daemon.",
        subcommands: [FaultSet.self, FaultList.self, FaultClear.self]
    )
}
