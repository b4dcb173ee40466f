// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// A wall clock that is set, forward and back, while the daemon runs and while it does not.
    struct ClockTests {
        private func run(_ body: (Site, WallClock) throws -> Void) throws {
            let sandbox = try Sandbox()
            let clock = try WallClock(in: sandbox)
            let daemon = try DaemonProcess(
                in: sandbox,
                configuration: Site.impatient,
                environment: clock.environment
            )
            try daemon.start()
            let site = Site(daemon: daemon, client: Client(daemon), replicas: ["beijing"])
            do {
                try site.createInstances()
                try site.client("replica add hangzhou beijing --type all")
                try site.wait()
                try body(site, clock)
            } catch {
                Issue.record("The log of kmsyncd:\n\(daemon.log)")
                throw error
            }
            try #expect(daemon.stop() == .exited(0), "\(daemon.log)")
        }

        @Test func `changes arrive and lag stays sane, wherever the clock jumps`() throws {
            try run { site, clock in
                try site.client("secret create hangzhou s", input: bytes("0"))
                try site.wait()
                for (number, days) in [3, -2, 400, -30, 0].enumerated() {
                    try clock.set(days: days)
                    try site.client("secret put hangzhou s", input: bytes("\(number + 1)"))
                    try site.wait()
                    let beijing = try site.describe("beijing")
                    #expect(beijing.connection == "connected" && beijing.lagSeconds == 0, "\(days) days: \(beijing)")
                    #expect(try site.value("s", at: "beijing") == bytes("\(number + 1)"))
                }
                // The clock is real, not only set: the change bears the time of its jump.
                try clock.set(days: 400)
                try site.client("secret create hangzhou dated", input: bytes("v"))
                let created = try #require(try site.client.json("secret show hangzhou dated").secret.createdAt.text)
                #expect(created > "2027-01-01", "\(created)")
            }
        }

        @Test func `attempts that wait for a replica are made in time, and lag is never negative`() throws {
            try run { site, clock in
                try site.client("secret create hangzhou s", input: bytes("0"))
                try site.wait()
                for days in [-20, 10] {
                    try site.client("fault set beijing --outage")
                    try site.client("secret put hangzhou s", input: bytes("\(days)"))
                    try site.eventually("beijing backs off") {
                        try site.describe("beijing").connection == "backing_off"
                    }
                    try clock.set(days: days)
                    let lag = try site.describe("beijing").lagSeconds
                    #expect(lag == .null || lag.number ?? -1 >= 0, "\(lag)")
                    #expect(try site.client.run("status").status == 2)
                    // Nobody hurries it: the next attempt comes by itself.
                    try site.client("fault clear beijing")
                    try site.wait()
                    #expect(try site.value("s", at: "beijing") == bytes("\(days)"))
                }
            }
        }

        @Test func `a next attempt that was stored by a clock far ahead is made soon`() throws {
            try run { site, _ in
                try site.client("instance quota beijing --secret-quota 1")
                for name in ["one", "two"] { try site.client("secret create hangzhou \(name)", input: bytes("v")) }
                try site.eventually("one secret fails") {
                    try !site.client.json("resource list hangzhou --status failed").list.isEmpty
                }
                try #require(site.daemon.stop() == .exited(0))
                // As if the clock had been ten days ahead when the failure was met, and there were room since.
                let tenDays = Int(Date().timeIntervalSince1970 + 864_000) * 1000
                try change("hangzhou", "UPDATE setAside SET code = 'internal_error', nextAttemptAt = \(tenDays)", site)
                try change("beijing", "UPDATE instance SET secretLimit = 10", site)
                try site.daemon.start()
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test func `a planned deletion is executed when its time has come, and not before`() throws {
            try run { site, clock in
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.client("secret delete hangzhou s --days 7")
                try site.wait()
                for days in [-30, 6] {
                    try clock.set(days: days)
                    try site.daemon.restart()
                    #expect(try site.client.json("secret show hangzhou s").secret.state == "pending_deletion")
                }
                try site.client("secret restore hangzhou s")
                #expect(try site.value("s", at: "hangzhou") == bytes("v"))
                try site.client("secret delete hangzhou s --days 7")
                try clock.set(days: 14)
                try site.daemon.restart()
                try site.eventually("it is gone") { try site.client.run("secret show hangzhou s").status == 66 }
                try site.wait()
                try site.client.fails(66, "secret show beijing s")
                let destroyed = site.daemon.log.split(separator: "\n").filter { $0.contains("was destroyed") }
                #expect(destroyed.count == 1, "\(destroyed)")
                #expect(destroyed.first?.contains("notice ") == true)
                #expect(destroyed.first?.hasSuffix(" instance=hangzhou resource=secret/s") == true)
            }
        }

        private func change(_ instance: String, _ sql: String, _ site: Site) throws {
            let file = "\(site.daemon.stateDirectory)/instances/\(instance).sqlite"
            let script =
                "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); assert c.execute(sys.argv[2]).rowcount; c.commit()"
            let outcome = try Command(program: "/usr/bin/python3", arguments: ["-c", script, file, sql]).run()
            try #require(outcome.status == 0, "\(outcome)")
        }
    }
}
