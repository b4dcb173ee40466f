// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Foundation
import Testing
import Varlink

/// Values go in by standard input or a file and come out as they are.
struct SecretValueTests {
    private static let put = """
        {"versionId":"v7","secret":{"instanceId":"i","name":"n","state":"active","versions":[],"description":"",\
        "tags":{},"revision":1,"createdAt":"2026-01-01T00:00:00Z"}}
        """

    @Test
    func `put sends every byte of standard input and prints the version`() throws {
        let daemon = try ScriptedDaemon { _ in .reply(Self.put) }
        defer { daemon.stop() }
        let value = Data([0, 255, 10, 13, 10])
        let run = try ClientRun(["secret", "put", "i", "n", "--socket", daemon.path], input: value)
        #expect(run.text == "v7\n")
        let last = try daemon.received.last?.parameters(as: SecretsInterface.PutSecretValue.Parameters.self)
        #expect(last == .init(instanceId: "i", name: "n", value: ConcealedText(base64Of: value)))
    }

    @Test
    func `the longest value is sent and a longer one is refused before the call`() throws {
        let daemon = try ScriptedDaemon { _ in .reply(Self.put) }
        defer { daemon.stop() }
        let arguments = ["secret", "put", "i", "n", "--socket", daemon.path]
        #expect(try ClientRun(arguments, input: Data(count: 65_536)).status == 0)
        let run = try ClientRun(arguments, input: Data(count: 65_537))
        #expect(run.status == 65)
        #expect(run.errors == "kmsync: The value in standard input is longer than 65536 bytes.\n")
        #expect(daemon.methods.count == 1)
    }

    @Test
    func `at a terminal a line is asked for and not shown`() throws {
        let daemon = try ScriptedDaemon { _ in .reply(Self.put) }
        defer { daemon.stop() }
        let arguments = ["secret", "put", "i", "n", "--socket", daemon.path]
        let run = try ClientRun(atTerminal: arguments, expecting: "Value of n: ", typing: "hunter2\n")
        #expect(run.status == 0)
        #expect(!run.text.contains("hunter2"))
        #expect(daemon.lastParameters.contains("\"value\":\"\(Data("hunter2".utf8).base64EncodedString())\""))
    }

    @Test
    func `get writes the bytes alone, and a line end only at a terminal`() throws {
        let value = Data("pass word".utf8)
        let daemon = try ScriptedDaemon { _ in
            .reply("{\"value\":\"\(value.base64EncodedString())\",\"versionId\":\"v\",\"stages\":[]}")
        }
        defer { daemon.stop() }
        let arguments = ["secret", "get", "i", "n", "--socket", daemon.path]
        #expect(try ClientRun(arguments).output == value)
        #expect(try ClientRun(atTerminal: arguments).text == "pass word\r\n")
    }

    @Test
    func `a file that cannot be read is said`() throws {
        let run = try ClientRun(["secret", "put", "i", "n", "--file", "/nonexistent", "--socket", "/nonexistent"])
        #expect(run.status == 65)
        #expect(run.errors == "kmsync: Cannot read /nonexistent: No such file or directory.\n")
    }
}
