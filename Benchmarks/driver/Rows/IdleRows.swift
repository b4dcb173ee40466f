// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// What a daemon costs that nobody asks anything.
struct IdleRows {
    let site: Site
    let time: Duration

    /// A fresh daemon without instances.
    func measureEmpty() throws -> [Figure] {
        let state = site.newState()
        let daemon = try Daemon(site, state: state)
        defer { site.remove(state) }
        let share = try daemon.process.idleShare(over: time)
        let resident = try daemon.process.resident
        try daemon.stop()
        return [
            Figure(
                row: "idle.memory",
                title: "memory, idle, no instance",
                value: resident,
                unit: .megabytes,
                target: .atMost(40)
            ),
            Figure(
                row: "idle.processor",
                title: "processor, idle, no instance",
                value: share,
                unit: .share,
                target: .atMost(0.001),
                note: "over \(time)"
            ),
        ]
    }

    /// A daemon with this many resources at each of the replicas, all in sync, which it has just begun with.
    func measure(_ daemon: Daemon, size: Int, replicas: Int) throws -> [Figure] {
        try World(daemon).awaitSynchronization()
        // Its replicas are greeted again after a start; what follows that at once is not idleness.
        Thread.sleep(forTimeInterval: 2)
        let share = try daemon.process.idleShare(over: time)
        return [
            Figure(
                row: "large.ready",
                title: "ready after start, \(grouped(size)) × \(replicas)",
                value: daemon.timeToReady / .seconds(1),
                unit: .seconds,
                target: .atMost(1)
            ),
            Figure(
                row: "large.memory.started",
                title: "memory after start, idle, \(grouped(size)) × \(replicas)",
                value: try daemon.process.resident,
                unit: .megabytes,
                target: .atMost(40)
            ),
            Figure(
                row: "large.processor",
                title: "processor, idle, \(grouped(size)) × \(replicas)",
                value: share,
                unit: .share,
                target: .atMost(0.001),
                note: "over \(time)"
            ),
        ]
    }
}
