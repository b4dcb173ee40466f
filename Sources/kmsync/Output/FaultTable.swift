// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI

/// How rehearsed faults look.
enum FaultTable {
    static let columns = [
        Table.Column("REPLICA"), Table.Column("LATENCY", numeric: true), Table.Column("JITTER", numeric: true),
        Table.Column("LOSS", numeric: true), Table.Column("FAILS", numeric: true), Table.Column("CODE"),
        Table.Column("OUTAGE"), Table.Column("RATE", numeric: true), Table.Column("ENDS"),
    ]

    static func row(_ fault: FaultsInterface.Fault, _ screen: Screen) -> [Table.Cell] {
        [
            Table.Cell(fault.replicaInstanceId), milliseconds(fault.latencyMilliseconds),
            milliseconds(fault.jitterMilliseconds), share(fault.lossRatio), share(fault.failureRatio),
            Table.Cell(fault.failureCode ?? ""), Table.Cell(fault.outage == true ? "yes" : "", .bad),
            Table.Cell(fault.rateLimit.map { "\(tenths($0))/s" } ?? ""),
            Table.Cell(fault.expiresAt.map(screen.time) ?? ""),
        ]
    }

    private static func milliseconds(_ value: Double?) -> Table.Cell {
        Table.Cell(value.map { "\(tenths($0)) ms" } ?? "")
    }

    private static func share(_ value: Double?) -> Table.Cell {
        Table.Cell(value.map { "\(tenths($0 * 100)) %" } ?? "")
    }

    /// A number with one decimal where it needs one.
    private static func tenths(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    }
}
