// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// What `make install` lays out, and what `make uninstall` leaves.
///
/// The programs are small ones in their place.
struct InstallTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        for folder in ["build/release", "build/share/man/man8"] {
            try FileManager.default.createDirectory(atPath: sandbox.file(folder), withIntermediateDirectories: true)
        }
        for program in ["kmsyncd", "kmsync"] {
            try FileManager.default.copyItem(atPath: "/bin/true", toPath: sandbox.file("build/release/\(program)"))
        }
        try sandbox.write("page".utf8, to: "build/share/man/man8/kmsyncd.8")
    }

    private func run(_ program: String, _ arguments: [String], prefix: String = "/usr") throws -> Command.Outcome {
        try Command(
            program: "/usr/bin/env",
            arguments: [program] + arguments,
            environment: Surroundings.with(["DESTDIR": sandbox.file("root"), "PREFIX": prefix, "STRIP": ""])
        ).run()
    }

    private func install(prefix: String = "/usr") throws {
        let outcome = try run("\(Self.sources)/Scripts/install.sh", [sandbox.file("build")], prefix: prefix)
        try #require(outcome.status == 0, "\(outcome)")
    }

    private func mode(_ file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: sandbox.file(file))[.posixPermissions] as? Int
    }

    @Test func `the unit is as little exposed as we promise, and systemd has nothing to say about it`() throws {
        try install()
        let units = sandbox.file("root/usr/lib/systemd/system")
        let security = try run(
            "systemd-analyze",
            ["security", "--offline=yes", "--threshold=12", "\(units)/kmsyncd.service"]
        )
        #expect(security.status == 0, "\(security)")
        // The programs that the units name are those of this installation.
        for unit in ["kmsyncd.service", "kmsync-master-key.service"] {
            let text = String(decoding: sandbox.read("root/usr/lib/systemd/system/\(unit)"), as: UTF8.self)
            let moved = text.replacing("/usr/bin/", with: sandbox.file("root/usr/bin/"))
                .replacing("/usr/sbin/", with: sandbox.file("root/usr/sbin/"))
                .replacing("/usr/libexec/", with: sandbox.file("root/usr/libexec/"))
            try sandbox.write(moved.utf8, to: "root/usr/lib/systemd/system/\(unit)")
        }
        let files = ["kmsyncd.service", "kmsyncd.socket", "kmsync-master-key.service"].map { "\(units)/\($0)" }
        let verdict = try run("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no"] + files)
        #expect(verdict.status == 0 && verdict.messages.isEmpty, "\(verdict)")
    }

    @Test func `a second installation keeps the configuration, and master keys are for root alone`() throws {
        try install()
        #expect(try mode("root/etc/kmsync/master-keys") == 0o700)
        #expect(try mode("root/usr/bin/kmsyncd") == 0o755)
        #expect(sandbox.read("root/etc/kmsync/kmsyncd.yaml") == sandbox.read("root/usr/share/doc/kmsync/kmsyncd.yaml"))
        try sandbox.write("log:\n  level: debug\n".utf8, to: "root/etc/kmsync/kmsyncd.yaml")
        try install()
        #expect(sandbox.read("root/etc/kmsync/kmsyncd.yaml") == Array("log:\n  level: debug\n".utf8))
    }

    @Test func `units name the programs below another prefix`() throws {
        try install(prefix: "/opt/kmsync")
        let unit = sandbox.read("root/opt/kmsync/lib/systemd/system/kmsyncd.service")
        let text = String(decoding: unit, as: UTF8.self)
        #expect(text.contains("ExecStart=/opt/kmsync/bin/kmsyncd\n"))
        #expect(text.contains("ExecStopPost=+-/opt/kmsync/libexec/kmsync/kmsyncd-ended\n"))
        #expect(!text.contains("/usr/"))
    }

    @Test func `uninstalling leaves configuration and master keys, says where they are, and nothing else`() throws {
        try install()
        try sandbox.write("sealed".utf8, to: "root/etc/kmsync/master-keys/current")
        let outcome = try run("\(Self.sources)/Scripts/uninstall.sh", [sandbox.file("build")])
        #expect(outcome.status == 0 && outcome.text.contains("/var/lib/kmsync"), "\(outcome)")
        let left = sandbox.files().filter { $0.hasPrefix("root/") }
        #expect(left == ["root/etc/kmsync/kmsyncd.yaml", "root/etc/kmsync/master-keys/current"])
    }
}
