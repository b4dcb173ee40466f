// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Foundation
import Simulator

/// `kmsync-sim run`: one run of one scenario, told in full.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs one scenario, and says what was reached.",
        discussion: "Exit status 0: all promises were kept; 1: one was broken; 2: kept, but a target was missed."
    )

    @Argument(help: "The scenario: a file, or the name of one in the folder of scenarios.")
    var scenario: String

    @OptionGroup var files: ScenarioFiles

    @Option(help: "Decides all chance of the run.")
    var seed: UInt64 = 1

    @Option(help: "Other than the scenario's number of hours; faults stretch with it.")
    var hours: Double?

    @Flag(help: "The scenario in small, as check runs it.")
    var small = false

    @Option(help: "Write what happens to this file, line by line.")
    var trace: String?

    mutating func run() throws {
        var scenario = try files.read(scenario)
        if let hours {
            guard hours > 0 else { throw ValidationError("--hours is a number above 0") }
            scenario.duration = hours * 3600
        }
        if small { scenario = scenario.scaled(seed: seed) }
        let lines = try trace.map(LineFile.init)
        let simulation = Simulation(scenario, seed: seed, write: lines.map { file in { file.write($0) } })
        simulation.run()
        lines?.close()
        print(simulation.summary, terminator: "")
        if !simulation.breaches.isEmpty { throw ExitCode(1) }
        if !simulation.reachedTargets { throw ExitCode(2) }
    }
}

/// A text file that grows line by line.
final class LineFile {
    private let handle: FileHandle
    private var waiting = ""

    init(_ path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw ValidationError("cannot write to \(path)") }
        self.handle = handle
    }

    func write(_ line: String) {
        waiting += line + "\n"
        if waiting.utf8.count > 65_536 { flush() }
    }

    func close() {
        flush()
        // ignoring: the program ends
        try? handle.close()
    }

    private func flush() {
        handle.write(Data(waiting.utf8))
        waiting = ""
    }
}
