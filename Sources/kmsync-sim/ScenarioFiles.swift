// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Foundation
import Simulator

/// Finds scenarios by the name of a file, or by their name in the folder of scenarios.
struct ScenarioFiles: ParsableArguments {
    @Option(help: "The folder of scenarios.")
    var scenarios = "config/scenarios"

    func read(_ name: String) throws -> Scenario {
        let path = FileManager.default.fileExists(atPath: name) ? name : "\(scenarios)/\(name).yaml"
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw ValidationError("there is no scenario '\(name)': neither a file of this name nor \(path)")
        }
        let base = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        return try ScenarioReader(path: path).read(text, name: base)
    }

    /// The names of all scenarios of the folder, sorted.
    func all() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: scenarios).filter { $0.hasSuffix(".yaml") }
        return names.map { String($0.dropLast(".yaml".count)) }.sorted()
    }
}
