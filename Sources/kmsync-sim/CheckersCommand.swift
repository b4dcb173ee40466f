// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Simulator

/// `kmsync-sim checkers`: what is checked.
struct CheckersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkers",
        abstract: "Lists the checkers, one a line."
    )

    func run() {
        for name in Simulation.checkerNames { print(name) }
    }
}
