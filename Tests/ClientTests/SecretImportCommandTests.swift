// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Foundation
import SyncModel
import Synchronization
import Testing
import Varlink

/// Import against a daemon that keeps what it is given.
struct SecretImportCommandTests {
    /// Secrets by name, and what becomes of calls.
    private final class Store: Sendable {
        let secrets: Mutex<[String: String]>

        init(_ secrets: [String: String] = [:]) {
            self.secrets = Mutex(secrets)
        }

        func respond(_ call: CallHeader) -> ScriptedDaemon.Response {
            do {
                return try secrets.withLock { try answer(call, &$0) }
            } catch {
                return .error(.internalError(reference: "\(error)"))
            }
        }

        private func answer(_ call: CallHeader, _ secrets: inout [String: String]) throws -> ScriptedDaemon.Response {
            switch call.method {
            case SecretsInterface.GetSecretValue.name:
                let name = try call.parameters(as: SecretsInterface.GetSecretValue.Parameters.self).name
                guard let value = secrets[name] else { return .error(.secretNotFound(instanceId: "i", name: name)) }
                return .reply("{\"value\":\"\(value)\",\"versionId\":\"v\",\"stages\":[]}")
            case SecretsInterface.CreateSecret.name:
                let call = try call.parameters(as: SecretsInterface.CreateSecret.Parameters.self)
                if secrets[call.name] != nil { return .error(.secretExists(instanceId: "i", name: call.name)) }
                if call.name == "FULL" { return .error(.quotaExceeded(instanceId: "i", limit: 2)) }
                secrets[call.name] = call.value.text
                return .reply("{}")
            default:
                let call = try call.parameters(as: SecretsInterface.PutSecretValue.Parameters.self)
                secrets[call.name] = call.value.text
                return .reply("{}")
            }
        }
    }

    private static func run(_ store: Store, _ files: [String], json: Bool = false) throws -> (ClientRun, ScriptedDaemon)
    {
        let daemon = try ScriptedDaemon { store.respond($0) }
        defer { daemon.stop() }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var paths: [String] = []
        for (index, text) in files.enumerated() {
            let file = directory.appendingPathComponent("f\(index)")
            try Data(text.utf8).write(to: file)
            paths.append(file.path)
        }
        let flags = json ? ["--json"] : []
        return (try ClientRun(["secret", "import", "i"] + paths + ["--socket", daemon.path] + flags), daemon)
    }

    @Test
    func `secrets are created, updated, left alone or refused, and counted`() throws {
        let store = Store(["SAME": Data("1".utf8).base64EncodedString(), "OTHER": Data("x".utf8).base64EncodedString()])
        let (run, _) = try Self.run(store, ["SAME=1\nOTHER=2\nNEW=3\nFULL=4\n", "{\"json\": \"5\"}"])
        #expect(run.text == "2 created, 1 updated, 1 unchanged, 1 refused\n")
        #expect(run.errors == "FULL: i is full: its quota is 2.\n")
        #expect(run.status == 2)
        let values = store.secrets.withLock {
            $0.mapValues { Data(base64Encoded: $0).map { String(decoding: $0, as: UTF8.self) } }
        }
        #expect(values == ["SAME": "1", "OTHER": "2", "NEW": "3", "json": "5"])
    }

    @Test
    func `repeating an import changes nothing`() throws {
        let store = Store()
        let text = (0..<300).map { "NAME_\($0)=value \($0)" }.joined(separator: "\n")
        let (first, _) = try Self.run(store, [text])
        #expect(first.text == "300 created, 0 updated, 0 unchanged, 0 refused\n")
        let (second, daemon) = try Self.run(store, [text])
        #expect(second.text == "0 created, 0 updated, 300 unchanged, 0 refused\n")
        #expect(second.status == 0)
        #expect(Set(daemon.methods) == ["CreateSecret", "GetSecretValue"])
    }

    @Test
    func `calls are pipelined, at most 32 at once`() throws {
        let text = (0..<500).map { "NAME_\($0)=value" }.joined(separator: "\n")
        let (_, daemon) = try Self.run(Store(), [text])
        #expect((2...32).contains(daemon.mostCallsAtOnce))
    }

    @Test
    func `nothing is sent when a file is not understood, or a name stands in two`() throws {
        let (broken, first) = try Self.run(Store(), ["A=1\n", "B=1\n=2\n"])
        #expect(broken.status == 65 && broken.errors.contains("f1:2: ") && first.methods.isEmpty)
        let (twice, second) = try Self.run(Store(), ["A=1\n", "A=2\n"])
        #expect(twice.status == 65 && twice.errors.contains("A stands in ") && second.methods.isEmpty)
    }

    @Test
    func `what holds for all is said once`() throws {
        let daemon = try ScriptedDaemon { _ in .error(.instanceReadOnly(instanceId: "i", role: .replica)) }
        defer { daemon.stop() }
        let run = try ClientRun(
            ["secret", "import", "i", "-", "--socket", daemon.path],
            input: Data("A=1\nB=2\n".utf8)
        )
        #expect(run.status == 65)
        #expect(run.errors.hasPrefix("kmsync: i is a replica: read-only."))
    }

    @Test
    func `--json says the same as an object`() throws {
        let (run, _) = try Self.run(Store(), ["A=1\nFULL=1\n"], json: true)
        let object = try JSONSerialization.jsonObject(with: run.output) as? [String: Any]
        #expect(object?["created"] as? Int == 1 && object?["updated"] as? Int == 0 && object?["unchanged"] as? Int == 0)
        let refused = ["name": "FULL", "reason": "i is full: its quota is 2."]
        #expect(object?["refused"] as? [[String: String]] == [refused])
        #expect(run.text.hasSuffix("\n"))
    }
}
