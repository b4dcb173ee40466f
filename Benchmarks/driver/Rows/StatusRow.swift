// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// `kmsync status` as a person or a script meets it: the whole process, from its start to its end.
struct StatusRow {
    let site: Site
    let count: Int

    func measure(_ daemon: Daemon) throws -> Figure {
        var statuses: Set<Int32> = []
        let samples = try Samples.timing(count) {
            let program = try Program(
                "\(site.binaries)/kmsync",
                ["status", "--socket", daemon.socket],
                streams: "/dev/null"
            )
            statuses.insert(program.wait())
        }
        guard statuses.isSubset(of: [0, 1, 2]) else { throw BenchFailure("kmsync status ended with \(statuses).") }
        return Figure(
            row: "status",
            title: "kmsync status, whole process",
            value: samples.median,
            unit: .seconds,
            target: .atMost(0.015),
            note: "median of \(count); p99 \(Unit.seconds.text(samples.p99))"
        )
    }
}
