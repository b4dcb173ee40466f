// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync-bench run`: the rows that take minutes.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Measure all rows but a million.")

    @OptionGroup var options: MeasuringOptions

    func run() throws {
        let site = try Site(binaries: options.binaries)
        let report = try Report(path: options.output, command: "run", machine: .current(directory: site.directory))
        let rounds = options.quick ? 1 : 3
        try report.add([DiskRow(site: site, count: options.quick ? 200 : 2000).measure()])
        let idle = IdleRows(site: site, time: .seconds(options.quick ? 3 : 20))
        try report.add(idle.measureEmpty())
        try measureLarge(site, idle, report)
        try report.add(
            ChangesRow(site: site, size: options.quick ? 5000 : 50_000, rounds: rounds, time: .seconds(2)).measure()
        )
        try report.add(LatencyRow(site: site, rounds: rounds, count: options.quick ? 100 : 300).measure())
        try report.add(
            OutageRow(
                site: site,
                replicas: options.quick ? 8 : 48,
                changes: options.quick ? 500 : 1000,
                pairs: options.quick ? 2 : 6
            ).measure()
        )
        try report.close()
    }

    /// The rows of a daemon whose replicas are full.
    private func measureLarge(_ site: Site, _ idle: IdleRows, _ report: Report) throws {
        let size = options.quick ? 10_000 : 100_000
        let bootstrap = BootstrapRow(site: site, size: size, rounds: options.quick ? 1 : 3)
        let outcome = try bootstrap.measure()
        try report.add(bootstrap.figures(outcome))
        try report.add(idle.measure(outcome.daemon, size: size, replicas: BootstrapRow.replicas))
        try report.add([StatusRow(site: site, count: 100).measure(outcome.daemon)])
        let failures = FailuresRow(size: size, failures: size / 10, replicas: BootstrapRow.replicas)
        try report.add([failures.measure(outcome.daemon)])
        try outcome.daemon.stop()
        site.remove(outcome.daemon.state)
    }
}
