// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Foundation
import Simulator

/// `kmsync-sim check`: many seeds of every scenario in small.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Runs many seeds of scenarios in small, and stops at the first broken promise.",
        discussion: "Exit status 0: all promises were kept; 1: one was broken, and the last line replays it."
    )

    @Argument(help: "Scenarios; none: all of the folder.")
    var names: [String] = []

    @OptionGroup var files: ScenarioFiles

    @Option(help: "How many seeds, spread over the scenarios in turn.")
    var seeds: UInt64

    @Option(help: "The first seed.")
    var from: UInt64 = 1

    func validate() throws {
        guard seeds > 0 else { throw ValidationError("--seeds is a number above 0") }
    }

    mutating func run() throws {
        let scenarios = try (names.isEmpty ? try files.all() : names).map(files.read)
        guard !scenarios.isEmpty else { throw ValidationError("there are no scenarios in \(files.scenarios)") }
        var events = 0
        for number in 0..<seeds {
            let seed = from + number
            events += try check(scenarios[Int(number % UInt64(scenarios.count))], seed: seed)
        }
        print("\(seeds) seeds of \(scenarios.count) scenarios, \(events) events: all promises were kept")
    }

    private func check(_ scenario: Scenario, seed: UInt64) throws -> Int {
        let simulation = Simulation(scenario.scaled(seed: seed), seed: seed)
        simulation.run()
        var breach = simulation.breaches.first?.description
        if breach == nil, seed % 8 == 0 {
            let again = Simulation(scenario.scaled(seed: seed), seed: seed)
            again.run()
            if again.fingerprint != simulation.fingerprint {
                breach = "determinism at the end: the same seed gave another trace the second time"
            }
        }
        guard let breach else { return simulation.events }
        print("\(scenario.name), seed \(seed): \(breach)")
        print("replay: kmsync-sim run \(scenario.name) --small --seed \(seed) --trace /tmp/trace")
        throw ExitCode(1)
    }
}
