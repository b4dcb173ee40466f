// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// What the kernel says of this process, under the names that every Prometheus client uses (proc(5)).
package enum ProcessMetrics {
    private static let cpu = MetricDescription(
        "process_cpu_seconds",
        .counter,
        help: "Time on a processor, user and system together."
    )
    private static let memory = MetricDescription(
        "process_resident_memory_bytes",
        .gauge,
        help: "Memory that is in use and not swapped out."
    )
    private static let virtualMemory = MetricDescription(
        "process_virtual_memory_bytes",
        .gauge,
        help: "Addresses that are in use."
    )
    private static let openDescriptors = MetricDescription(
        "process_open_fds",
        .gauge,
        help: "Open file descriptors."
    )
    private static let descriptorLimit = MetricDescription(
        "process_max_fds",
        .gauge,
        help: "Most file descriptors that may be open."
    )
    private static let threads = MetricDescription("process_threads", .gauge, help: "Threads.")
    private static let start = MetricDescription(
        "process_start_time_seconds",
        .gauge,
        help: "When the process started, in Unix time."
    )

    /// Reads them; what cannot be read is left out.
    package static func families() -> [MetricFamily] {
        let status = fields("/proc/self/stat")
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        var limit = rlimit()
        let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        let isUnlimited = limit.rlim_cur == rlim_t.max
        func field(_ number: Int) -> Double? { status.count > number ? Double(status[number]) : nil }
        let used = field(Field.userTime).flatMap { user in field(Field.systemTime).map { user + $0 } }
        return [
            family(cpu, used.map { $0 / ticks }),
            family(memory, field(Field.residentPages).map { $0 * page }),
            family(virtualMemory, field(Field.virtualBytes)),
            family(openDescriptors, descriptorCount.map(Double.init)),
            family(descriptorLimit, hasLimit ? (isUnlimited ? .infinity : Double(limit.rlim_cur)) : nil),
            family(threads, field(Field.threads)),
            family(start, startTime),
        ]
    }

    /// Places in /proc/self/stat, counted from the state, which follows the name in parentheses.
    private enum Field {
        static let userTime = 11
        static let systemTime = 12
        static let threads = 17
        static let startTime = 19
        static let virtualBytes = 20
        static let residentPages = 21
    }

    private static func family(_ description: MetricDescription, _ value: Double?) -> MetricFamily {
        MetricFamily(description, [([], value)])
    }

    private static func fields(_ path: String) -> [Substring] {
        // The name may have anything in it, and ends with the last parenthesis.
        guard let text = read(path), let end = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    /// Reckoned once, as the kernel counts from its own start: it must not move when the clock is set.
    private static let startTime: Double? = {
        let status = fields("/proc/self/stat")
        var now = timespec()
        var sinceBoot = timespec()
        guard status.count > Field.startTime, let ticks = Double(status[Field.startTime]),
            clock_gettime(CLOCK_REALTIME, &now) == 0, clock_gettime(CLOCK_BOOTTIME, &sinceBoot) == 0
        else { return nil }
        func seconds(_ time: timespec) -> Double { Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 }
        return seconds(now) - seconds(sinceBoot) + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    private static var descriptorCount: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without the directory itself, the one above it, and the descriptor that reads here.
        return count - 3
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
