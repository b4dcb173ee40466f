// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Glibc
import Testing

@testable import kmsyncd

struct ConfigurationSourceTests {
    private func source(
        _ flags: [String],
        _ environment: [String: String] = [:],
        standard: String = "/nonexistent/kmsyncd.yaml"
    ) throws -> ConfigurationSource {
        ConfigurationSource(try CommandLineOptions.parse(flags), environment: environment, standardPath: standard)
    }

    @Test func `flags go before the environment, it before the file, and that before the defaults`() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("socket: {path: /file}\nstateDirectory: /file-state\n", to: "k.yaml")
        let environment = ["KMSYNC_SOCKET": "/env", "STATE_DIRECTORY": "/env-state:/second"]
        let flags = ["--socket", "/flag", "--state-directory", "flag:state"]

        func paths(_ flags: [String], _ environment: [String: String], _ standard: String) throws -> [String] {
            let configuration = try source(flags, environment, standard: standard).load()
            return [configuration.socket.path, configuration.stateDirectory]
        }
        #expect(try paths(flags, environment, file) == ["/flag", "flag:state"])
        #expect(try paths([], environment, file) == ["/env", "/env-state"])
        #expect(try paths([], ["KMSYNC_SOCKET": "", "STATE_DIRECTORY": ""], file) == ["/file", "/file-state"])
        #expect(try paths([], [:], "/nonexistent") == ["/run/kmsync/io.kmsync", "/var/lib/kmsync"])
        #expect(try paths(["--config", file], [:], "/nonexistent") == ["/file", "/file-state"])
    }

    @Test func `only a flag goes before a socket that the service manager hands over`() throws {
        #expect(try source([], ["KMSYNC_SOCKET": "/env"]).takesActivatedSocket)
        #expect(try !source(["--socket", "/x"]).takesActivatedSocket)
    }

    @Test func `a file that a flag names has to be there`() throws {
        let directory = try TemporaryDirectory()
        let missing = try #require(throws: ConfigurationError.self) {
            try source(["--config", directory.path + "/absent"]).load()
        }
        #expect(missing.file == directory.path + "/absent")
        #expect(missing.reason.contains("No such file or directory"))
        #expect(throws: ConfigurationError.self) { try source(["--config", directory.path]).load() }
        #expect(throws: ConfigurationError.self) { try source(["--config", ""]).load() }
    }

    @Test func `the standard file counts whenever it is there`() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: ConfigurationError.self) { try source([], standard: directory.path).load() }
        let bad = try directory.write("nonsense", to: "bad.yaml")
        let error = try #require(throws: ConfigurationError.self) { try source([], standard: bad).load() }
        #expect(error.file == bad && error.line == 1)
    }

    @Test func `a pipe is refused and not waited for`() throws {
        let path = try TemporaryDirectory().path + ".pipe"
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let error = try #require(throws: ConfigurationError.self) { try source(["--config", path]).load() }
        #expect(error.reason.contains("pipe"))
    }

    @Test func `a file that is no text, or too long, is refused`() throws {
        let directory = try TemporaryDirectory()
        let binary = try directory.write([0x6C, 0x6F, 0x67, 0xFF], to: "binary")
        let notText = try #require(throws: ConfigurationError.self) { try source(["--config", binary]).load() }
        #expect(notText.reason.contains("UTF-8"))

        let comment = repeatElement(UInt8(ascii: "#"), count: ConfigurationSource.maximumBytes)
        let full = try directory.write(comment, to: "full")
        #expect(try source(["--config", full]).load() == DaemonConfiguration())
        let over = try directory.write(Array(comment) + [UInt8(ascii: "#")], to: "over")
        let tooLong = try #require(throws: ConfigurationError.self) { try source(["--config", over]).load() }
        #expect(tooLong.reason.contains("over 1048576 bytes"))
    }

    @Test func `a path that no socket can have is refused by the name of who gave it`() throws {
        let long = "/" + String(repeating: "x", count: 107)
        let variable = try #require(throws: ConfigurationError.self) { try source([], ["KMSYNC_SOCKET": long]).load() }
        #expect(variable.file == "$KMSYNC_SOCKET")
        let flag = try #require(throws: ConfigurationError.self) { try source(["--socket", long]).load() }
        #expect(flag.file == "--socket")
        #expect(throws: ConfigurationError.self) { try source(["--state-directory", ""]).load() }
    }

    @Test func `the flags are those of the contract`() throws {
        let options = try CommandLineOptions.parse([
            "--config", "c", "--state-directory", "d", "--socket", "s", "--check-config",
        ])
        #expect(options.config == "c" && options.stateDirectory == "d" && options.socket == "s" && options.checkConfig)
        #expect(try !CommandLineOptions.parse([]).checkConfig)
        #expect(throws: (any Error).self) { try CommandLineOptions.parse(["--sockets", "s"]) }
    }
}
