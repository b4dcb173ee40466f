// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Glibc
import Testing

@testable import kmsyncd

struct StateDirectoryTests {
    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & 0o7777
    }

    @Test func `it is made for its owner alone, with the directory of the instances`() throws {
        let above = try TemporaryDirectory()
        let state = try StateDirectory(opening: above.path + "/state")
        #expect(try mode(state.path) == 0o700)
        #expect(try mode(state.instancesPath) == 0o700)
        #expect(try mode(state.path + "/lock") == 0o600)
        #expect(try String(contentsOfFile: state.path + "/lock", encoding: .utf8) == "\(getpid())\n")
    }

    @Test func `what is there already is taken as it is`() throws {
        let above = try TemporaryDirectory()
        try #require(mkdir(above.path + "/instances", 0o700) == 0)
        try above.write([1], to: "instances/a.sqlite")
        try above.write("99999999999999999999999999999999999\n", to: "lock")
        let state = try StateDirectory(opening: above.path)
        #expect(FileManager.default.fileExists(atPath: state.instancesPath + "/a.sqlite"))
        #expect(try String(contentsOfFile: state.path + "/lock", encoding: .utf8) == "\(getpid())\n")
    }

    @Test func `a path that cannot be a state directory is refused with what to do`() throws {
        let above = try TemporaryDirectory()
        let file = try above.write("x", to: "file")
        func refused(_ path: String) -> StateError? {
            #expect(throws: StateError.self) { try StateDirectory(opening: path) }
        }
        #expect(refused(above.path + "/a/b") == .parentMissing(path: above.path + "/a/b"))
        #expect(refused(file) == .notADirectory(path: file))
        #expect(refused(file + "/b") == .notADirectory(path: file + "/b"))
        #expect(refused("/proc/kmsync")?.exitStatus == .badConfiguration)

        let other = above.path + "/other"
        try #require(mkdir(other, 0o700) == 0)
        try above.write("x", to: "other/instances")
        #expect(refused(other) == .notADirectory(path: other + "/instances"))
        // A refused directory is not kept locked.
        try FileManager.default.removeItem(atPath: other + "/instances")
        _ = try StateDirectory(opening: other)
    }

    @Test func `a second daemon is refused and told the first one's pid`() async throws {
        let above = try TemporaryDirectory()
        let state = try StateDirectory(opening: above.path)
        await #expect(processExitsWith: .success) { [path = state.path as String, first = getpid() as Int32] in
            let error = #expect(throws: StateError.self) { try StateDirectory(opening: path) }
            #expect(error == .locked(path: path, processID: first), "\(String(describing: error))")
            #expect(error?.exitStatus.rawValue == 73)
            #expect(error?.description.contains("pid \(first)") == true)
        }
        #expect(try String(contentsOfFile: state.path + "/lock", encoding: .utf8) == "\(getpid())\n")
    }

    @Test func `the lock goes with its daemon, however that ends`() async throws {
        let above = try TemporaryDirectory()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = above.path as String] in
            let state = try StateDirectory(opening: path)
            kill(getpid(), SIGKILL)
            withExtendedLifetime(state) {}
        }
        let left = try String(contentsOfFile: above.path + "/lock", encoding: .utf8)
        #expect(left != "\(getpid())\n" && left.hasSuffix("\n"))
        do {
            let state = try StateDirectory(opening: above.path)
            withExtendedLifetime(state) {}
        }
        _ = try StateDirectory(opening: above.path)
    }

    @Test(.enabled(if: geteuid() == 0, "NOT TESTED HERE: needs root, to become somebody else"))
    func `somebody who may not write is told so`() async throws {
        let above = try TemporaryDirectory()
        try #require(chmod(above.path, 0o755) == 0)
        try #require(mkdir(above.path + "/state", 0o755) == 0)
        await #expect(processExitsWith: .success) { [above = above.path as String] in
            try #require(setgid(65_534) == 0 && setuid(65_534) == 0)
            let denied = SystemFault(code: EACCES)
            let existing = #expect(throws: StateError.self) { try StateDirectory(opening: above + "/state") }
            #expect(existing == .notWritable(path: above + "/state", denied), "\(String(describing: existing))")
            let new = #expect(throws: StateError.self) { try StateDirectory(opening: above + "/new") }
            #expect(new == .notWritable(path: above + "/new", denied), "\(String(describing: new))")
            #expect(new?.description.contains("Permission denied") == true)
        }
    }
}
