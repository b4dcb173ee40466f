// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a durable write costs on this disk: the ground on which all other rows stand.
struct DiskRow {
    let site: Site
    let count: Int

    func measure() throws -> Figure {
        let (median, p99) = try Limit(site: site).synchronize(count: count)
        return Figure(
            row: "disk",
            title: "write of 4 KiB with fdatasync, p50",
            value: median,
            unit: .seconds,
            note: "p99 \(Unit.seconds.text(p99)), of \(count)"
        )
    }
}
