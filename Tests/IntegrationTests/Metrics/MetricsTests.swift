// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import TestSupport
import Testing

extension RealPrograms {
    /// What the daemon measures of itself, by its control socket and by HTTP.
    struct MetricsTests {
        private static let pair = #"primary="hangzhou",replica="beijing""#

        @Test func `counters rise with the load while they are scraped, and everything ends in sync`() throws {
            try Site.run(replicas: 1) { site in
                try site.wait()
                let before = try Scrape(site)
                let connection = try ControlConnection(site.daemon.socket)
                for number in 0..<200 {
                    let parameters: JSON = [
                        "instanceId": "hangzhou", "name": .text("s\(number)"), "value": .base64(bytes("v\(number)")),
                    ]
                    try connection.call("Secrets.CreateSecret", parameters)
                    if number.isMultiple(of: 20) { _ = try Scrape(site) }
                }
                try site.wait()
                let after = try Scrape(site)
                func rise(_ series: String) -> Double { (after[series] ?? .nan) - (before[series] ?? .nan) }
                #expect(rise(#"kmsync_attempts_total{\#(Self.pair),result="confirmed"}"#) >= 200)
                #expect(rise(#"kmsync_sent_bytes_total{\#(Self.pair)}"#) > 200)
                #expect(rise(#"kmsync_store_commit_duration_seconds_count{instance_id="hangzhou"}"#) > 0)
                #expect(rise(#"kmsync_store_batch_ops_sum{instance_id="hangzhou"}"#) >= 200)
                #expect(rise(#"kmsync_request_duration_seconds_count{\#(Self.pair),request="push"}"#) > 0)
                #expect(after[#"kmsync_replica_lag_seconds{\#(Self.pair)}"#] == 0)
                #expect(after[#"kmsync_replica_in_sync_items{\#(Self.pair)}"#] == 200)
                #expect(after[#"kmsync_replica_pending_items{\#(Self.pair)}"#] == 0)
                #expect(after[#"kmsync_instance_resources{instance_id="beijing",kind="secret"}"#] == 200)
                #expect(after[#"kmsync_inflight_requests{\#(Self.pair)}"#] == 0)
                #expect(after["kmsync_rejected_series_total"] == 0)
            }
        }

        @Test func `an outage shows in lag, state and failures, and a replica that is removed in nothing`() throws {
            try Site.run(replicas: 2, configuration: Site.impatient) { site in
                try site.wait()
                try site.client("fault set beijing --outage")
                try site.client("secret create hangzhou s", input: bytes("v"))
                let connection = #"kmsync_replica_connection{\#(Self.pair),kmsync_replica_connection="backing_off"}"#
                try site.eventually("beijing backs off") {
                    let now = try Scrape(site)
                    return now[connection] == 1
                        && now[#"kmsync_breaker_opens_total{\#(Self.pair),cause="replica_unreachable"}"#] ?? 0 > 0
                }
                let out = try Scrape(site)
                #expect(out[#"kmsync_failures_total{\#(Self.pair),cause="replica_unreachable"}"#] ?? 0 > 0)
                #expect(out[#"kmsync_replica_lag_seconds{\#(Self.pair)}"#] ?? 0 > 0)
                #expect(out[#"kmsync_replica_pending_items{\#(Self.pair)}"#] == 1)
                #expect(out[#"kmsync_replica_lag_seconds{primary="hangzhou",replica="shanghai"}"#] == 0)
                try site.client("fault clear")
                try site.client("replica remove hangzhou beijing --confirm beijing")
                try site.eventually("beijing is gone") { !(try Scrape(site)).text.contains(#"replica="beijing""#) }
                #expect(try Scrape(site)[#"kmsync_instance_usable{instance_id="beijing"}"#] == 1)
                try site.client("instance release beijing --confirm beijing")
                #expect(!(try Scrape(site)).text.contains("beijing"))
            }
        }

        @Test func `a replica that has been silent for long has no lag rather than none`() throws {
            try Site.run(
                replicas: 1,
                configuration: Site.impatient + "  unknownAfterSeconds: 1\n  heartbeatSeconds: 0.2\n"
            ) {
                site in
                try site.wait()
                #expect(try Scrape(site)[#"kmsync_replica_lag_seconds{\#(Self.pair)}"#] == 0)
                try site.client("fault set beijing --outage")
                try site.eventually("its lag is not known") {
                    try Scrape(site)[#"kmsync_replica_lag_seconds{\#(Self.pair)}"#] == nil
                }
                #expect(try Scrape(site)[#"kmsync_replica_in_sync_items{\#(Self.pair)}"#] == 0)
            }
        }

        @Test func `no name and no value of a key or a secret is in it`() throws {
            try Site.run(replicas: 1, configuration: Site.impatient) { site in
                try site.client("instance quota beijing --secret-quota 1")
                for number in 1...2 {
                    try site.client("secret create hangzhou name-of-mine-\(number)", input: bytes("value-of-mine"))
                }
                try site.client("key create hangzhou --id key-of-mine --alias alias/of-mine")
                try site.eventually("a secret fails") {
                    try Scrape(site).text.contains(#"cause="secret_quota_exceeded",disposition="blocked"} 1"#)
                }
                #expect(!(try Scrape(site)).text.contains("of-mine"))
            }
        }

        @Test func `real readers understand both formats of a daemon that works`() throws {
            try Self.whileServed { site, path in
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.wait()
                let open = try site.daemon.sandbox.write(try site.client("metrics"), to: "open")
                let plain = try site.daemon.sandbox.write(bytes(try Self.get(path).body), to: "plain")
                if let python = ForeignClientTests.python(with: "prometheus_client") {
                    let read = "from prometheus_client.openmetrics.parser import text_fd_to_metric_families as parse;"
                    let program = "\(read) print(len(list(parse(open('\(open)')))) > 30)"
                    let outcome = try Command(program: python, arguments: ["-c", program]).run()
                    #expect(outcome.status == 0 && outcome.text == "True\n", "\(outcome)")
                }
                if FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") {
                    let check = "promtool check metrics < \(plain)"
                    let outcome = try Command(program: "/bin/sh", arguments: ["-c", check]).run()
                    #expect(outcome.status == 0 && outcome.text == "" && outcome.messages == "", "\(outcome)")
                }
            }
        }

        @Test func `what is served by HTTP is what the control socket tells, also of a replica in outage`() throws {
            try Self.whileServed { site, path in
                try site.wait()
                try site.client("fault set beijing --outage")
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.eventually("the failure is served") {
                    let failures = #"kmsync_failures_total{\#(Self.pair),cause="replica_unreachable"}"#
                    return Scrape(try Self.get(path).body)[failures] ?? 0 > 0
                }
                let (head, body) = try Self.get(path, "accept: application/openmetrics-text; version=1.0.0\r\n")
                #expect(head.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8"))
                #expect(body.hasSuffix("\n# EOF\n"))
                let (http, varlink) = (Scrape(body), try Scrape(site))
                #expect(http.names == varlink.names)
                #expect(http[#"kmsync_replica_pending_items{\#(Self.pair)}"#] == 1)
            }
        }

        @Test func `a stop does not wait for who is connected, and leaves no socket behind`() throws {
            try Self.whileServed { site, path in
                let idle = try HTTPConnection(path: path)
                idle.say("GET /metrics HTTP/1.1\r\n")
                let began = ContinuousClock.now
                try #require(try site.daemon.stop() == .exited(0))
                #expect(ContinuousClock.now - began < .seconds(4))
                #expect(!FileManager.default.fileExists(atPath: path))
            }
        }

        @Test func `an address that is taken or not of this machine refuses the start, and nothing is left behind`()
            throws
        {
            let path = Self.freePath()
            let daemon = try DaemonProcess(configuration: "metrics:\n  listen: \(path)\n")
            try daemon.start()
            let second = try DaemonProcess(configuration: "metrics:\n  listen: \(path)\n")
            #expect(try second.startInVain() == .exited(78))
            #expect(second.log.contains("Another process answers at \(path)"), "\(second.log)")
            #expect(!FileManager.default.fileExists(atPath: second.stateDirectory))
            #expect(!FileManager.default.fileExists(atPath: second.socket))
            try second.configure("metrics:\n  listen: 0.0.0.0:9744\n")
            #expect(try second.startInVain() == .exited(78))
            #expect(second.log.contains("metrics are served to this machine only"), "\(second.log)")
            #expect(!FileManager.default.fileExists(atPath: second.stateDirectory))
            #expect(try Self.get(path).head.hasPrefix("HTTP/1.1 200 OK"))
            // A place that nobody answers at any more is taken over.
            try daemon.strike()
            try #require(FileManager.default.fileExists(atPath: path))
            try daemon.start()
            #expect(try Self.get(path).head.hasPrefix("HTTP/1.1 200 OK"))
            #expect(try daemon.stop() == .exited(0))
        }

        private static func freePath() -> String { "/tmp/kmsync-metrics-\(UUID().uuidString.prefix(8))" }

        /// Runs a test on a primary with a replica, served at a Unix socket.
        private static func whileServed(_ body: (Site, String) throws -> Void) throws {
            let path = freePath()
            let configuration = Site.impatient + "metrics:\n  listen: \(path)\n"
            try Site.run(replicas: 1, configuration: configuration) { try body($0, path) }
        }

        /// The head and the body of an answer.
        private static func get(_ path: String, _ headers: String = "") throws -> (head: String, body: String) {
            let answer = try HTTPConnection(path: path).ask("/metrics", headers)
            let end = try #require(answer.range(of: "\r\n\r\n"))
            return (String(answer[..<end.lowerBound]), String(answer[end.upperBound...]))
        }
    }
}

/// What a daemon said of itself at one moment.
private struct Scrape {
    let text: String
    private let values: [Substring: Double]

    init(_ site: Site) throws { self.init(String(decoding: try site.client("metrics"), as: UTF8.self)) }

    init(_ text: String) {
        self.text = text
        var values: [Substring: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            values[line[..<space]] = Double(line[line.index(after: space)...])
        }
        self.values = values
    }

    /// The value of a series, written as in the text.
    subscript(_ series: String) -> Double? { values[series[...]] }

    /// Every series.
    var names: [Substring] { values.keys.sorted() }
}
