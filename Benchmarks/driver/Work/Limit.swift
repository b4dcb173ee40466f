// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials

/// The C program that measures what is possible at most (Benchmarks/limit).
struct Limit {
    let site: Site

    /// Seconds to write the rows of a replica's file to `files` new files, one after another.
    func bootstrap(model: String, files: Int) throws -> Double {
        struct Reply: Decodable { var seconds: Double }
        return try run(Reply.self, ["bootstrap", model, site.directory, "\(files)", "0"]).seconds
    }

    /// Seconds of each commit to one file and then to `replicas` others in parallel.
    func changes(model: String, replicas: Int, count: Int) throws -> [Double] {
        struct Reply: Decodable { var samples: [Double] }
        return try run(Reply.self, ["change", model, site.directory, "\(replicas)", "\(count)"]).samples
    }

    /// Seconds of a write of 4 KiB with fdatasync(2).
    func synchronize(count: Int) throws -> (median: Double, p99: Double) {
        struct Reply: Decodable {
            var p50: Double
            var p99: Double
        }
        let reply = try run(Reply.self, ["sync", site.directory, "\(count)"])
        return (reply.p50, reply.p99)
    }

    /// A number out of an instance's file.
    func query(_ file: String, _ sql: String) throws -> Int {
        struct Reply: Decodable { var value: Int }
        return try run(Reply.self, ["query", file, sql]).value
    }

    private func run<Reply: Decodable>(_ type: Reply.Type, _ arguments: [String]) throws -> Reply {
        let printed = try Program.output(of: "\(site.binaries)/kmsync-limit", arguments, in: site.directory)
        return try JSONDecoder().decode(type, from: Data(printed))
    }
}
