// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// What the figures were measured on.
struct Machine: Codable {
    var processor: String
    var processors: Int
    var memoryGigabytes: Int
    var kernel: String
    var fileSystem: String
    var date: String
    /// What else ran: the load average of the last minute, as the run began.
    var load: Double

    static func current(directory: String) -> Machine {
        var name = utsname()
        uname(&name)
        var load = 0.0
        getloadavg(&load, 1)
        return Machine(
            processor: value(of: "model name", in: "/proc/cpuinfo") ?? "unknown",
            processors: ProcessInfo.processInfo.activeProcessorCount,
            memoryGigabytes: Int((Double(ProcessInfo.processInfo.physicalMemory) / 1e9).rounded()),
            kernel: withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) },
            fileSystem: fileSystem(of: directory),
            date: Date.now.formatted(.iso8601),
            load: (load * 10).rounded() / 10
        )
    }

    var line: String {
        "\(processor), \(processors) processors, \(memoryGigabytes) GB; Linux \(kernel); \(fileSystem); \(date); "
            + "load \(load)"
    }

    private static func value(of key: String, in file: String) -> String? {
        // ignoring: a machine without the file is described without it.
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix(key) }?
            .split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    }

    /// The type of the mount with the longest path above the directory; proc_mounts(5).
    private static func fileSystem(of directory: String) -> String {
        // ignoring: a machine without the file is described without it.
        let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        let fields = mounts.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count > 2 }
        let above = fields.filter { $0[1] == "/" || "\(directory)/".hasPrefix("\($0[1])/") }
        let mount = above.max { $0[1].count < $1[1].count }
        return mount.map { "\($0[2]) on \($0[0])" } ?? "unknown file system"
    }
}
