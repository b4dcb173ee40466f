// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

extension RealPrograms {
    /// What happens ten thousand times makes a handful of entries, which say how often it was.
    struct StormTests {
        /// How often a storm strikes; more than any rate limit of journald lets through.
        private static let many = 10_000
        /// Calls that are on their way at a time.
        private static let window = 64

        /// The entries of a stopped daemon that begin with one of the sentences: how many there are, and how many of
        /// those that they stand for.
        private struct Tally {
            let lines: [String]
            /// Single entries, and what the counts say.
            let total: Int

            init(_ log: String, entry: String, count: String, with part: String = "") {
                let all = log.split(separator: "\n").map(String.init).filter { $0.contains(part) }
                let single = all.filter { $0.contains(entry) && !$0.contains(count) }
                let counts = all.filter { $0.contains(count) }
                lines = single + counts
                total = counts.reduce(single.count) { sum, line in
                    sum + (line.firstMatch(of: #/ count=(\d+)/#).flatMap { Int($0.output.1) } ?? 0)
                }
            }
        }

        private static func call(
            _ count: Int,
            _ method: String,
            over connection: ControlConnection,
            _ parameters: (Int) -> JSON
        ) throws {
            var answered = 0
            for number in 0..<count {
                try connection.send(method, parameters(number))
                guard connection.outstanding >= window || number == count - 1 else { continue }
                try connection.flush()
                while connection.outstanding > (number == count - 1 ? 0 : window / 2) {
                    #expect(try connection.receive().error == nil)
                    answered += 1
                }
            }
            #expect(answered == count)
        }

        @Test func `ten thousand resources that fail, and as many changes, are a handful of entries each`() throws {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                try site.client("instance create beijing --region s")
                try site.client("replica add hangzhou beijing --type all")
                try site.client("instance quota beijing --secret-quota 0")
                let connection = try ControlConnection(site.daemon.socket)
                try Self.call(Self.many, "Secrets.CreateSecret", over: connection) { number in
                    ["instanceId": "hangzhou", "name": .text("s/\(number)"), "value": .base64(bytes("v"))]
                }
                let pair: JSON = ["primaryInstanceId": "hangzhou", "replicaInstanceId": "beijing"]
                try site.eventually("all of them failed") {
                    let counts = try connection.call("Synchronization.DescribeReplica", pair).replica.counts
                    return counts.failed == .number(Double(Self.many))
                }
                try #require(site.daemon.stop() == .exited(0))
                let failed = Tally(
                    site.daemon.log,
                    entry: "A resource could not be synchronized.",
                    count: "Many resources could not be synchronized",
                    with: "cause=secret_quota_exceeded"
                )
                #expect(failed.total == Self.many && failed.lines.count <= 20, "\(failed.lines.count) entries")
                let made = Tally(
                    site.daemon.log,
                    entry: "A caller made a change.",
                    count: "A caller made many changes",
                    with: "method=io.kmsync.Secrets.CreateSecret"
                )
                #expect(made.total == Self.many && made.lines.count <= 20, "\(made.lines.count) entries")
                #expect(site.daemon.log.split(separator: "\n").count <= 60, "\(site.daemon.log)")
            }
        }

        @Test
        func `an application that uses a key ten thousand times makes a handful of entries, with the key in them`()
            throws
        {
            try Site.run { site in
                try site.client("instance create hangzhou --region r")
                for key in ["busy", "calm"] { try site.client("key create hangzhou --id \(key)") }
                let connection = try ControlConnection(site.daemon.socket)
                try Self.call(Self.many, "Keys.Encrypt", over: connection) { number in
                    // One use of another key in the middle of the storm is not lost in it.
                    let key: JSON = number == Self.many / 2 ? "calm" : "busy"
                    return ["instanceId": "hangzhou", "keyId": key, "plaintext": .base64(bytes("v"))]
                }
                try #require(site.daemon.stop() == .exited(0))
                for (key, uses) in [("busy", Self.many - 1), ("calm", 1)] {
                    let used = Tally(
                        site.daemon.log,
                        entry: "Key material was used, or a value was read. ",
                        count: "Key material was used, or a value was read, very often",
                        with: "resource=key/\(key)"
                    )
                    #expect(used.total == uses && used.lines.count <= 20, "\(key): \(used.lines.count) entries")
                    #expect(used.lines.allSatisfy { $0.contains(" user=") })
                }
            }
        }

        @Test
        func `a replica that is lost and found again and again is a handful of entries, and the last say how it is`()
            throws
        {
            try Site.run(replicas: 1, configuration: Site.impatient) { site in
                try site.wait()
                for number in 0..<30 {
                    try site.client("fault set beijing --fail 1 --code replica_storage_full")
                    try site.client("secret create hangzhou s\(number)", input: bytes("v"))
                    try site.eventually("it backs off") { try site.describe("beijing").connection == "backing_off" }
                    try site.client("fault clear")
                    try site.client("resource retry hangzhou")
                    try site.wait()
                }
                try #require(site.daemon.stop() == .exited(0))
                let flaps = Tally(
                    site.daemon.log,
                    entry: "event=replica_",
                    count: "The same happened very often",
                    with: "replica=beijing"
                )
                // Each time it backs off, is connected and is in sync.
                #expect(flaps.total >= 80, "\(flaps.lines)")
                #expect(flaps.lines.count <= 20, "\(flaps.lines.count) entries")
                let last = flaps.lines.last { $0.contains("The same happened very often") } ?? ""
                #expect(last.contains("A replica is in sync.") && last.contains(" warning "), "\(last)")
            }
        }

        @Test(.enabled("becomes another user, which only root can") { OtherUser.isPossible })
        func `a user that is refused thousands of times is a handful of entries`() throws {
            try Site.run { site in
                let status = #"{"method":"io.kmsync.Daemon.GetStatus"}"#
                let refused = 3000
                for _ in 0..<10 {
                    let user = try OtherUser(to: site.daemon.socket, connections: refused / 10, call: status)
                    #expect(user.admitted == 0)
                }
                try #require(site.daemon.stop() == .exited(0))
                let entries = Tally(
                    site.daemon.log,
                    entry: "A caller was refused: it has not the role that is needed.",
                    count: "A caller was refused very often",
                    with: "user=\(OtherUser.nobody)"
                )
                #expect(entries.total == refused && entries.lines.count <= 20, "\(entries.lines.count) entries")
            }
        }
    }
}
