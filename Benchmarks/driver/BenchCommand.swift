// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync-bench`: measures what kmsyncd reaches, against limits measured in the same run.
@main
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kmsync-bench",
        abstract: "Measure kmsyncd against limits of plain C in the same run.",
        subcommands: [RunCommand.self, ScaleCommand.self, DocumentCommand.self]
    )
}

/// What all measuring commands take.
struct MeasuringOptions: ParsableArguments {
    @Option(help: "The directory with kmsyncd, kmsync and kmsync-limit.") var binaries = ".build/release"
    @Option(help: "Where the rows go as lines of JSON.") var output: String
    @Flag(help: "Small sizes and one round: to see that everything works, in a minute.") var quick = false
}
