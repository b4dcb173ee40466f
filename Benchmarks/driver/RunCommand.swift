// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync-bench run`: the rows that take minutes.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Measure all rows but a million.")

    /// Rows that are measured together.
    enum Group: String, CaseIterable, ExpressibleByArgument {
        case disk
        case idle
        /// The bootstrap, and what is asked of a daemon whose replicas are full.
        case bootstrap
        case changes
        case latency
        case outage
    }

    @OptionGroup var options: MeasuringOptions
    @Option(parsing: .upToNextOption, help: "Measure only these.") var only: [Group] = Group.allCases

    func run() throws {
        let site = try Site(binaries: options.binaries)
        let report = try Report(path: options.output, command: "run", machine: .current(directory: site.directory))
        for group in Group.allCases where only.contains(group) { try measure(group, site, report) }
        try report.close()
    }

    private var rounds: Int { options.quick ? 1 : 3 }

    private func idle(_ site: Site) -> IdleRows {
        IdleRows(site: site, time: .seconds(options.quick ? 3 : 20))
    }

    private func measure(_ group: Group, _ site: Site, _ report: Report) throws {
        switch group {
        case .disk:
            try report.add([DiskRow(site: site, count: options.quick ? 200 : 2000).measure()])
        case .idle:
            try report.add(idle(site).measureEmpty())
        case .bootstrap:
            try measureLarge(site, report)
        case .changes:
            let size = options.quick ? 5000 : 50_000
            try report.add(ChangesRow(site: site, size: size, rounds: rounds, time: .seconds(2)).measure())
        case .latency:
            try report.add(LatencyRow(site: site, rounds: rounds, count: options.quick ? 100 : 300).measure())
        case .outage:
            let row = OutageRow(
                site: site,
                replicas: options.quick ? 8 : 48,
                changes: options.quick ? 500 : 1000,
                pairs: options.quick ? 2 : 6
            )
            try report.add(row.measure())
        }
    }

    /// The bootstrap, and the rows of a daemon whose replicas are full.
    private func measureLarge(_ site: Site, _ report: Report) throws {
        let size = options.quick ? 10_000 : 100_000
        let bootstrap = BootstrapRow(site: site, size: size, rounds: rounds)
        let outcome = try bootstrap.measure()
        try report.add(bootstrap.figures(outcome))
        try report.add(idle(site).measure(outcome.daemon, size: size, replicas: BootstrapRow.replicas))
        try report.add([StatusRow(site: site, count: 100).measure(outcome.daemon)])
        let failures = FailuresRow(size: size, failures: size / 10, replicas: BootstrapRow.replicas)
        try report.add([failures.measure(outcome.daemon)])
        try outcome.daemon.stop()
        site.remove(outcome.daemon.state)
    }
}
