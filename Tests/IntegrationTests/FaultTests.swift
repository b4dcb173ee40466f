// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

extension RealPrograms {
    /// What a far region and the way to it do, rehearsed.
    struct FaultTests {
        private static let impatient =
            Site.impatient + "  connectTimeoutSeconds: 0.3\n  requestTimeoutSeconds: 0.3\n"

        @Test func `an outage has a cause, lets its replica fall behind alone, and heals`() throws {
            try Site.run(replicas: 2) { site in
                try site.wait()
                try site.client("fault set beijing --outage")
                try site.client("secret create hangzhou s", input: bytes("meanwhile"))
                try site.wait("shanghai")
                #expect(try site.value("s", at: "shanghai") == bytes("meanwhile"))
                try site.eventually("beijing backs off") { try site.describe("beijing").connection == "backing_off" }
                let beijing = try site.describe("beijing")
                #expect(beijing.failureCause.code == "replica_unreachable")
                #expect(beijing.failureCause.disposition == "retryable" && beijing.failureCause.scope == "replica")
                #expect(beijing.failureCause.nextAttemptAt != .null)
                let row = try site.row("secret/s", at: "beijing")
                #expect(row.status == "pending" && row.waitingFor == "replica_backing_off")
                #expect(row.failureCause.code == "replica_unreachable")
                let lag = try site.describe("beijing").lagSeconds.number
                if let lag {
                    try site.eventually("lag grows") { try site.describe("beijing").lagSeconds.number ?? 0 > lag + 0.3 }
                } else {
                    Issue.record("The lag of a replica that was just heard of is unknown.")
                }
                #expect(try site.describe("shanghai").lagSeconds == 0)
                #expect(try site.client.run("status").status == 2)
                try site.client.fails(75, "wait hangzhou --replica beijing --timeout 200ms")
                try site.client.fails(66, "secret get beijing s")
                try site.client("fault clear beijing")
                try site.client("resource retry hangzhou --replica beijing")
                try site.wait()
                let healed = try site.describe("beijing")
                #expect(healed.connection == "connected" && healed.failureCause == .null && healed.lagSeconds == 0)
                #expect(try site.client.run("status").status == 0)
                try site.expectEqualReplicas()
            }
        }

        @Test func `an outage that ends by itself heals by itself`() throws {
            try Site.run(replicas: 1, configuration: Self.impatient) { site in
                try site.wait()
                try site.client("fault set beijing --outage --for 1s")
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.eventually("beijing backs off") { try site.describe("beijing").connection == "backing_off" }
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test func `a throttle only slows`() throws {
            try Site.run(replicas: 1) { site in
                try site.wait()
                try site.client("fault set beijing --rate 0.1")
                for number in 1...2 { try site.client("secret create hangzhou s\(number)", input: bytes("v")) }
                try site.eventually("a change waits for the throttle") {
                    try site.client.json("resource list hangzhou").list.contains {
                        $0.status == "pending" && $0.waitingFor == "rate_limited"
                    }
                }
                let beijing = try site.describe("beijing")
                #expect(beijing.connection == "connected" && beijing.failureCause.code == "replica_throttled")
                try site.client("fault clear")
                try site.client("resource retry hangzhou")
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test func `what a replica has no room for fails alone and is tried when there is room`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("instance quota beijing --secret-quota 1")
                for name in ["one", "two"] {
                    try site.client("secret create hangzhou \(name)", input: bytes(name))
                    if name == "one" { try site.wait() }
                }
                try site.client("key create hangzhou --id k")
                try site.client("wait hangzhou --resource key/k")
                try site.eventually("the secret fails") { try site.row("secret/two", at: "beijing").status == "failed" }
                let cause = try site.row("secret/two", at: "beijing").failureCause
                #expect(cause.code == "secret_quota_exceeded" && cause.disposition == "blocked")
                #expect(cause.scope == "resource" && cause.remedy.text?.isEmpty == false)
                let rows = try site.client.json("resource list hangzhou --status failed --cause secret_quota_exceeded")
                #expect(rows.list.map(\.resourceId) == ["secret/two"])
                #expect(try site.describe("beijing").causes == [["code": "secret_quota_exceeded", "count": 1]])
                #expect(try site.client.run("status").status == 2)
                try site.client.fails(75, "wait hangzhou --timeout 100ms")
                try site.client("instance quota beijing --secret-quota 2")
                try site.wait()
                #expect(try site.value("two", at: "beijing") == bytes("two"))
                #expect(try site.client.run("status").status == 0)
            }
        }

        @Test func `a pause holds everything until it is resumed or over`() throws {
            try Site.run(replicas: 2) { site in
                try site.wait()
                try site.client("replica pause hangzhou beijing --reason maintenance")
                try site.client("secret create hangzhou s", input: bytes("held"))
                try site.wait("shanghai")
                let beijing = try site.describe("beijing")
                #expect(beijing.state == "paused" && beijing.pausedReason == "maintenance")
                let row = try site.row("secret/s", at: "beijing")
                #expect(row.status == "pending" && row.waitingFor == "paused")
                try site.client.fails(66, "secret get beijing s")
                #expect(try site.client.run("status").status == 1)
                try site.daemon.restart()
                #expect(try site.describe("beijing").state == "paused")
                try site.client.fails(75, "wait hangzhou --replica beijing --timeout 100ms")
                try site.client("replica resume hangzhou beijing")
                try site.wait()
                #expect(try site.value("s", at: "beijing") == bytes("held"))
                try site.client("replica pause hangzhou beijing --reason briefly --for 1s")
                try site.client("secret put hangzhou s", input: bytes("later"))
                try site.wait()
                #expect(try site.value("s", at: "beijing") == bytes("later"))
            }
        }

        @Test func `losses and failures on the way delay changes and lose none`() throws {
            try Site.run(replicas: 3, configuration: Self.impatient) { site in
                try site.client("fault set beijing --loss 0.2 --latency 5ms")
                try site.client("fault set shanghai --fail 0.2 --code replica_unavailable --jitter 5ms")
                try site.client("fault set shenzhen --latency 50ms --jitter 40ms")
                let connection = try ControlConnection(site.daemon.socket)
                for number in 0..<300 {
                    let name = JSON.text("s/\(number % 30)")
                    let method = number < 30 ? "Secrets.CreateSecret" : "Secrets.PutSecretValue"
                    let value = JSON.base64(bytes("value \(number)"))
                    try connection.call(method, ["instanceId": "hangzhou", "name": name, "value": value])
                }
                try site.wait()
                try site.expectEqualReplicas()
            }
        }
    }
}
