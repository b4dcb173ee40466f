// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// The flags of `kmsyncd`.
struct CommandLineOptions: ParsableArguments, Sendable {
    /// The configuration file.
    @Option(help: ArgumentHelp("Read this configuration file; it has to be there.", valueName: "file"))
    var config: String?

    /// Where instances live.
    @Option(help: ArgumentHelp("Keep instances in this directory.", valueName: "dir"))
    var stateDirectory: String?

    /// The control socket.
    @Option(
        help: ArgumentHelp("Listen on this control socket, whatever the service manager hands over.", valueName: "path")
    )
    var socket: String?

    /// Whether to stop once the configuration is read.
    @Flag(help: "Check the configuration and exit: 0 if it is good, 78 if not.")
    var checkConfig = false
}
