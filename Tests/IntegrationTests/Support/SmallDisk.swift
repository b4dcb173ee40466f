// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// A file system of its own, in memory, of a size that can be filled.
struct SmallDisk {
    /// Why there is none here; nil where there can be.
    static let obstacle: String? = geteuid() == 0 ? nil : "NOT TESTED HERE: needs root, to mount a file system"

    let path: String

    /// Runs a test on a daemon whose state directory is such a disk; whatever it throws comes with the daemon's log.
    static func run(
        mebibytes: Int,
        configuration: String = "",
        _ body: (SmallDisk, DaemonProcess, Client) throws -> Void
    ) throws {
        let daemon = try DaemonProcess(configuration: configuration)
        let disk = SmallDisk(path: daemon.stateDirectory)
        try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: false)
        try run("mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=0700", "tmpfs", disk.path)
        defer {
            do { try run("umount", "-l", disk.path) } catch { Issue.record(error) }
        }
        do {
            try body(disk, daemon, Client(daemon))
            if daemon.id != nil { try #expect(daemon.stop() == .exited(0), "\(daemon.log)") }
        } catch {
            Issue.record("The log of kmsyncd:\n\(daemon.log)")
            throw error
        }
    }

    /// Whether it can be written.
    func remount(writable: Bool) throws { try Self.run("mount", "-o", "remount,\(writable ? "rw" : "ro")", path) }

    /// Takes all the space that is left.
    func fill() throws {
        let ballast = try Descriptor(open(self.ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600), "open of the ballast")
        let block = [UInt8](repeating: 0x55, count: 4096)
        while write(ballast.number, block, block.count) > 0 {}
        try #require(errno == ENOSPC)
    }

    /// Gives the space back.
    func empty() throws { try FileManager.default.removeItem(atPath: ballast) }

    private var ballast: String { "\(path)/ballast" }

    private static func run(_ words: String...) throws {
        let outcome = try Command(program: "/usr/bin/env", arguments: words).run()
        guard outcome.status == 0 else { throw DaemonProcess.Failure(description: "\(words): \(outcome)") }
    }
}
