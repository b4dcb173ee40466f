// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Foundation
import Testing
import Varlink

/// The built program against a scripted daemon: what goes over the wire, what comes out, and how it ends.
struct ProgramTests {
    private static let instance = """
        {"instanceId":"a","region":"cn-a","residencyZone":"cn","accountId":"d","role":"standalone",\
        "keyQuota":{"limit":5,"used":1},"secretQuota":{"limit":5,"used":0},"headSequence":1,\
        "createdAt":"2026-01-01T00:00:00Z","later":true}
        """

    @Test
    func `--json prints what came, also fields that this client does not know`() throws {
        let daemon = try ScriptedDaemon { _ in .reply("{\"instance\":\(Self.instance)}") }
        defer { daemon.stop() }
        let run = try ClientRun(["--socket", daemon.path, "instance", "show", "a", "--json"])
        #expect(run.status == 0)
        #expect(run.text == "{\"instance\":\(Self.instance)}\n")
    }

    @Test
    func `the environment names the socket`() throws {
        let daemon = try ScriptedDaemon { _ in .reply("{\"instances\":[\(Self.instance)]}") }
        defer { daemon.stop() }
        let run = try ClientRun(["instance", "list", "--no-legend"], environment: ["KMSYNC_SOCKET": daemon.path])
        #expect(run.text == "a  cn-a  cn  standalone  1/5  0/5\n")
    }

    @Test
    func `a list is one array over all its pages`() throws {
        let daemon = try ScriptedDaemon { call in
            String(decoding: call.parameters, as: UTF8.self).contains("\"after\":\"x\"")
                ? .reply("{\"resources\":[\(Self.row("key/c"))]}")
                : .reply("{\"resources\":[\(Self.row("key/a")), \(Self.row("key/b"))],\"next\":\"x\"}")
        }
        defer { daemon.stop() }
        let run = try ClientRun(["resource", "list", "p", "--json", "--socket", daemon.path])
        #expect(run.text == "[\(Self.row("key/a")),\n\(Self.row("key/b")),\n\(Self.row("key/c"))]\n")
        #expect(daemon.methods == ["ListSynchronizedResources", "ListSynchronizedResources"])
    }

    @Test
    func `an empty list is an empty array, and no table`() throws {
        let daemon = try ScriptedDaemon { _ in .reply("{\"keys\":[]}") }
        defer { daemon.stop() }
        #expect(try ClientRun(["key", "list", "a", "--json", "--socket", daemon.path]).text == "[]\n")
        #expect(try ClientRun(["key", "list", "a", "--socket", daemon.path]).text == "")
    }

    @Test
    func `colour is for terminals without NO_COLOR`() throws {
        let daemon = try ScriptedDaemon { _ in .reply("{\"instances\":[\(Self.instance)]}") }
        defer { daemon.stop() }
        let arguments = ["instance", "list", "--socket", daemon.path]
        #expect(try ClientRun(atTerminal: arguments).text.contains("\u{1B}["))
        #expect(try !ClientRun(atTerminal: arguments, environment: ["NO_COLOR": "1"]).text.contains("\u{1B}["))
        #expect(try !ClientRun(arguments).text.contains("\u{1B}["))
    }

    @Test
    func `an error of the daemon is a sentence and a status`() throws {
        let daemon = try ScriptedDaemon { _ in .error(.keyNotFound(instanceId: "a", keyId: "k")) }
        defer { daemon.stop() }
        let run = try ClientRun(["key", "rotate", "a", "k", "--socket", daemon.path])
        #expect(run.status == 66)
        #expect(run.text == "")
        #expect(run.errors == "kmsync: a has no key k. `kmsync key list a` shows them.\n")
    }

    @Test
    func `a read that broke is made again and a change is not`() throws {
        let daemon = try ScriptedDaemon { _ in .hangUp }
        defer { daemon.stop() }
        #expect(try ClientRun(["key", "list", "a", "--socket", daemon.path]).status == 69)
        #expect(daemon.methods == ["ListKeys", "ListKeys", "ListKeys"])
        #expect(try ClientRun(["key", "rotate", "a", "k", "--socket", daemon.path]).status == 69)
        #expect(daemon.methods.suffix(1) == ["RotateKey"] && daemon.methods.count == 4)
    }

    @Test
    func `version works with the daemon down`() throws {
        let run = try ClientRun(["version", "--socket", "/nonexistent/socket"])
        #expect(run.status == 0)
        #expect(run.text.hasPrefix("kmsync  \(ProgramVersion.current)\nkmsyncd not known: "))
        let json = try ClientRun(["version", "--json", "--socket", "/nonexistent/socket"])
        #expect(json.text == "{\"client\":\"\(ProgramVersion.current)\"}\n")
    }

    @Test
    func `status --json is one object of three replies`() throws {
        let status = """
            {"version":"1","state":"running","pid":1,"startedAt":"2026-01-01T00:00:00Z","instances":0,"associations":0,\
            "resources":0,"counts":{"pending":0,"in_progress":0,"in_sync":0,"failed":0,"unknown":0,"detached":0},\
            "lagSeconds":0,"connections":1}
            """
        let daemon = try ScriptedDaemon { call in
            switch call.method {
            case DaemonInterface.GetStatus.name: .reply("{\"status\":\(status)}")
            case InstancesInterface.ListInstances.name: .reply("{\"instances\":[\(Self.instance)]}")
            case _: .reply("{\"replicas\":[]}")
            }
        }
        defer { daemon.stop() }
        let run = try ClientRun(["status", "--json", "--socket", daemon.path])
        #expect(run.text == "{\"status\":\(status),\"instances\":[\(Self.instance)],\"replicas\":[]}\n")
        #expect(run.status == 0)
    }

    @Test
    func `events --json prints a line each and ends when the daemon does`() throws {
        let event = "{\"number\":1,\"at\":\"2026-01-01T00:00:00Z\",\"event\":\"e\",\"message\":\"m\"}"
        let daemon = try ScriptedDaemon { _ in .replies(["{\"event\":\(event)}", "{\"event\":\(event)}"]) }
        defer { daemon.stop() }
        let run = try ClientRun(["events", "--json", "--socket", daemon.path])
        #expect(run.text == "\(event)\n\(event)\n")
        #expect(run.status == 69)
        #expect(daemon.received.first?.more == true)
    }

    @Test
    func `wait is silent and tells by its status`() throws {
        let done = try ScriptedDaemon { _ in .reply("{}") }
        let late = try ScriptedDaemon { _ in .error(.timedOut(outstanding: 3)) }
        defer {
            done.stop()
            late.stop()
        }
        for (path, status) in [(done.path, 0), (late.path, 75), ("/nonexistent/socket", 75)] {
            let run = try ClientRun(["wait", "p", "--timeout", "200ms", "--socket", path])
            #expect(run.status == status && run.text == "" && run.errors == "")
        }
        let timeout = try JSONObject.decode(
            SynchronizationInterface.WaitUntilSynchronized.Parameters.self,
            from: Array(done.lastParameters.utf8)
        ).timeoutSeconds
        #expect((0.05...0.2).contains(try #require(timeout)))
    }

    @Test
    func `--watch prints what is there and then only the rows that changed`() throws {
        let daemon = try ScriptedDaemon { call in
            if call.method == MonitorInterface.Subscribe.name {
                let event = "{\"number\":1,\"at\":\"t\",\"event\":\"e\",\"resourceId\":\"key/a\",\"message\":\"\"}"
                return .replies(["{\"event\":\(event)}", "{\"event\":\(event)}"])
            }
            let isFirst = !String(decoding: call.parameters, as: UTF8.self).contains("resourceId")
            let pending = Self.row("key/a").replacing("in_sync", with: "pending")
            return .reply("{\"resources\":[\(isFirst ? "\(pending),\(Self.row("key/b"))" : Self.row("key/a"))]}")
        }
        defer { daemon.stop() }
        let arguments = ["resource", "list", "p", "--watch", "--socket", daemon.path]
        let table = try ClientRun(arguments + ["--no-legend"])
        #expect(table.text == "key/a  r  pending  -\nkey/b  r  in_sync  -\nkey/a  r  in_sync  -\n")
        #expect(table.status == 69)
        let json = try ClientRun(arguments + ["--json"])
        let first = Self.row("key/a").replacing("in_sync", with: "pending")
        #expect(json.text == "\(first)\n\(Self.row("key/b"))\n\(Self.row("key/a"))\n")
    }

    private static func row(_ id: String) -> String {
        "{\"resourceId\":\"\(id)\",\"replicaInstanceId\":\"r\",\"status\":\"in_sync\",\"revision\":1}"
    }
}
