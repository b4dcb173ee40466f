// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// The root of the command tree: noun, then verb.
struct KMSync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kmsync",
        abstract: "Keeps keys and secrets of a primary KMS instance synchronized to replica instances.",
        discussion: """
            A client of kmsyncd. Data goes to standard output, messages to standard error.

            Exit status: 0 done, or true; 1 false: not in sync, or differences; 2 degraded, or done in part; \
            3 confirmation required; 64 usage; 65 refused; 66 not found; 69 daemon unreachable; 70 internal error; \
            75 timed out; 77 not permitted; 78 bad configuration; 130 interrupted.
            """,
        subcommands: [
            StatusCommand.self, TopCommand.self, WaitCommand.self, EventsCommand.self,
        ],
        groupedSubcommands: [
            CommandGroup(
                name: "Keys and secrets",
                subcommands: [InstanceCommands.self, KeyCommands.self, SecretCommands.self]
            ),
            CommandGroup(name: "Synchronization", subcommands: [ReplicaCommands.self, ResourceCommands.self]),
            CommandGroup(
                name: "Operation",
                subcommands: [
                    DoctorCommand.self, FaultCommands.self, MetricsCommand.self, ReloadCommand.self,
                    LogLevelCommand.self, VersionCommand.self,
                ]
            ),
        ]
    )
}
