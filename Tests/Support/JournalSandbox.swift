// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Glibc

/// A real journald of its own, in a mount namespace of the calling thread with an empty /run and /var/log.
///
/// Only for a process of its own: the namespace stays until the process ends, and journald ends with the sandbox.
package final class JournalSandbox {
    private static let program = "/lib/systemd/systemd-journald"
    private let journald: pid_t

    /// Whether this process may have one, on this machine.
    package static var isPossible: Bool {
        mayMount && access(program, X_OK) == 0 && access("/usr/bin/journalctl", X_OK) == 0
    }

    /// Whether this process has CAP_SYS_ADMIN and is not in a chroot, whose root is no mount that could be made private.
    private static var mayMount: Bool {
        let mounts = lines(of: "/proc/self/mountinfo").map { $0.split(separator: " ") }
        guard mounts.contains(where: { $0.count > 4 && $0[4] == "/" }) else { return false }
        let capabilities = lines(of: "/proc/self/status").first { $0.hasPrefix("CapEff:") }
        let bits = capabilities?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
        return bits & (1 << 21) != 0
    }

    private static func lines(of path: String) -> [Substring] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
    }

    /// Starts journald, whose notifications come to a socket in the directory.
    package init(directory: String) throws {
        try Self.enterMountNamespace()
        try SystemCallFailure.check(mount("none", "/", nil, UInt(MS_REC) | UInt(MS_PRIVATE), nil) == 0, "mount of /")
        for path in ["/run", "/var/log"] {
            try SystemCallFailure.check(mount("tmpfs", path, "tmpfs", 0, "mode=755") == 0, "mount of \(path)")
        }
        try SystemCallFailure.check(mkdir("/run/systemd", 0o755) == 0, "mkdir")
        // Type=notify: its first datagram says that its sockets are there.
        let manager = try DatagramSocket(path: directory + "/notify")
        setenv("NOTIFY_SOCKET", directory + "/notify", 1)
        journald = try Self.spawn([Self.program], output: nil)
        unsetenv("NOTIFY_SOCKET")
        while !(try manager.receive().contains("READY=1")) {}
    }

    deinit {
        kill(journald, SIGTERM)
        waitpid(journald, nil, 0)
    }

    /// The entries of one identifier, as `journalctl -o json` prints them.
    package func entries(identifier: String) throws -> [[String: String]] {
        let output = try journalctl("--output=json", "SYSLOG_IDENTIFIER=\(identifier)")
        return try output.split(separator: UInt8(ascii: "\n")).map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            // A field with unprintable bytes comes as an array of numbers.
            guard let object else { throw SystemCallFailure(description: "journalctl wrote no object") }
            return object.mapValues { value in
                if let bytes = value as? [Int] {
                    String(decoding: bytes.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
                } else {
                    "\(value)"
                }
            }
        }
    }

    /// What journalctl prints of this journal with the arguments, once all that was written is in it.
    package func journalctl(_ arguments: String...) throws -> [UInt8] {
        try Self.run(["/usr/bin/journalctl", "--sync"])
        let common = ["/usr/bin/journalctl", "--quiet", "--no-pager", "--all", "--directory=/run/log/journal"]
        return try Self.run(common + arguments)
    }

    /// Compiles the texts of a catalog, and has this journal explain its entries by them alone.
    package func install(catalog: String) throws {
        for path in ["/usr/lib/systemd/catalog", "/var/lib/systemd/catalog"] {
            try SystemCallFailure.check(mount("tmpfs", path, "tmpfs", 0, "mode=755") == 0, "mount of \(path)")
        }
        try FileManager.default.copyItem(atPath: catalog, toPath: "/usr/lib/systemd/catalog/kmsyncd.catalog")
        try Self.run(["/usr/bin/journalctl", "--update-catalog"])
    }

    /// unshare(2), which Swift's Glibc module does not show.
    private static func enterMountNamespace() throws {
        let newMountNamespace: CInt = 0x0002_0000
        guard let symbol = dlsym(nil, "unshare") else { throw SystemCallFailure(description: "there is no unshare") }
        let unshare = unsafeBitCast(symbol, to: (@convention(c) (CInt) -> CInt).self)
        try SystemCallFailure.check(unshare(newMountNamespace) == 0, "unshare")
    }

    @discardableResult
    private static func run(_ arguments: [String]) throws -> [UInt8] {
        var ends: [Int32] = [0, 0]
        try SystemCallFailure.check(pipe(&ends) == 0, "pipe")
        let child = try spawn(arguments, output: ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(ends[0], &buffer, buffer.count), count > 0 {
            output += buffer.prefix(count)
        }
        var status: Int32 = 0
        try SystemCallFailure.check(waitpid(child, &status, 0) == child, "waitpid")
        guard status == 0 else { throw SystemCallFailure(description: "\(arguments) failed") }
        return output
    }

    /// posix_spawn from this very thread, whose namespace the child inherits.
    private static func spawn(_ arguments: [String], output: Int32?) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        }
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        let error = posix_spawn(&child, arguments[0], &actions, nil, &pointers, environ)
        guard error == 0 else { throw SystemCallFailure(description: "\(arguments[0]): \(error)") }
        return child
    }
}
