// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync-bench scale`: how time and memory grow up to a million resources.
struct ScaleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "scale", abstract: "Measure growth, up to a million.")

    @OptionGroup var options: MeasuringOptions

    func run() throws {
        let site = try Site(binaries: options.binaries)
        let report = try Report(path: options.output, command: "scale", machine: .current(directory: site.directory))
        let sizes = options.quick ? [1000, 3000, 10_000] : [10_000, 100_000, 1_000_000]
        var growth: [ScaleRows.Cost] = []
        for size in sizes {
            let isLast = size == sizes.last
            let rows = ScaleRows(site: site, size: size, rounds: isLast || options.quick ? 1 : 3)
            let (figures, cost) = try rows.measure(isLast: isLast)
            try report.add(figures)
            growth.append(cost)
        }
        if let first = growth.first, let last = growth.last {
            try report.add([ScaleRows.growth(from: first, to: last)])
        }
        try report.close()
    }
}
