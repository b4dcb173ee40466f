// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import TestSupport
import Testing

extension RealPrograms {
    /// Calls that are well formed and wrong, over the real socket: each has its error, and the connection goes on.
    struct ProtocolErrorsTests {
        private typealias Case = (method: String, parameters: String, error: String, place: String)

        private static let service = "org.varlink.service."
        private static let instances = "io.kmsync.Instances."
        private static let owner = #""instanceId":"hangzhou""#
        private static let pair = #""primaryInstanceId":"hangzhou","replicaInstanceId":"beijing""#
        private static let long = String(repeating: "a", count: 100_000)

        /// What the protocol itself refuses, with the interface, method or parameter that is off.
        private static let protocolCases: [Case] = [
            ("io.kmsync.Nothing.Here", "{}", "InterfaceNotFound", "io.kmsync.Nothing"),
            ("io.kmsync.Keys.Forge", "{}", "MethodNotFound", "io.kmsync.Keys.Forge"),
            ("io.kmsync.keys.ListKeys", "{}", "InterfaceNotFound", "io.kmsync.keys"),
            ("ListKeys", "{}", "InterfaceNotFound", ""),
            ("", "{}", "InterfaceNotFound", ""),
            (".", "{}", "InterfaceNotFound", ""),
            ("..\\n..", "{}", "InterfaceNotFound", "..\n."),
            ("io.kmsync.Keys.\\u0000", "{}", "MethodNotFound", "io.kmsync.Keys.\0"),
            ("org.varlink.service.GetInterfaceDescription", #"{"interface":"a.b"}"#, "InterfaceNotFound", "a.b"),
            ("io.kmsync.Monitor.Subscribe", "{}", "ExpectedMore", ""),
            ("io.kmsync.Keys.ListKeys", "{}", "InvalidParameter", "instanceId"),
            ("io.kmsync.Keys.ListKeys", "{\(owner),\"colour\":1}", "InvalidParameter", "colour"),
            ("io.kmsync.Keys.ListKeys", "{\(owner),\(owner)}", "InvalidParameter", "instanceId"),
            ("io.kmsync.Keys.ListKeys", #"{"instanceId":7}"#, "InvalidParameter", "instanceId"),
            ("io.kmsync.Keys.ListKeys", #"{"instanceId":null}"#, "InvalidParameter", "instanceId"),
            ("io.kmsync.Keys.ListKeys", "{\(owner),\"limit\":\"10\"}", "InvalidParameter", "limit"),
            ("io.kmsync.Keys.ListKeys", "{\(owner),\"limit\":1.5}", "InvalidParameter", "limit"),
            ("io.kmsync.Keys.ListKeys", "{\(owner),\"limit\":1e3}", "InvalidParameter", "limit"),
            ("io.kmsync.Keys.ListKeys", "{\(owner),\"limit\":9223372036854775808}", "InvalidParameter", "limit"),
            (
                "io.kmsync.Keys.ListKeys", "{\(owner),\"limit\":1\(String(repeating: "0", count: 400))}",
                "InvalidParameter", "limit"
            ),
            ("io.kmsync.Keys.ListKeys", "{\(owner),\"limit\":true}", "InvalidParameter", "limit"),
            ("io.kmsync.Keys.CreateKey", "{\(owner),\"aliases\":\"alias/a\"}", "InvalidParameter", "aliases"),
            ("io.kmsync.Keys.CreateKey", "{\(owner),\"aliases\":[\"alias/a\",7]}", "InvalidParameter", "aliases[1]"),
            ("io.kmsync.Keys.CreateKey", "{\(owner),\"tags\":{\"a\":1}}", "InvalidParameter", "tags.a"),
            ("io.kmsync.Keys.CreateKey", "{\(owner),\"tags\":{\"a\":\"1\",\"a\":\"2\"}}", "InvalidParameter", "tags.a"),
            ("io.kmsync.Secrets.DeleteSecret", "{\(owner),\"name\":\"s\",\"force\":1}", "InvalidParameter", "force"),
            (
                "io.kmsync.Faults.SetFault", #"{"fault":{"replicaInstanceId":"beijing","lossRatio":"all"}}"#,
                "InvalidParameter", "fault.lossRatio"
            ),
        ]

        /// What is of the right type and breaks a rule, with its parameter.
        private static let inputCases: [Case] = [
            ("Instances.DescribeInstance", #"{"instanceId":"../hangzhou"}"#, "InvalidInput", "instanceId"),
            ("Instances.DescribeInstance", #"{"instanceId":"hangzhou\n"}"#, "InvalidInput", "instanceId"),
            ("Instances.DescribeInstance", #"{"instanceId":"hangzhou\u0000"}"#, "InvalidInput", "instanceId"),
            ("Instances.DescribeInstance", #"{"instanceId":"\u001b[2J"}"#, "InvalidInput", "instanceId"),
            ("Instances.CreateInstance", #"{"instanceId":"..","region":"r"}"#, "InvalidInput", "instanceId"),
            ("Instances.CreateInstance", #"{"instanceId":"a/b","region":"r"}"#, "InvalidInput", "instanceId"),
            ("Instances.CreateInstance", #"{"instanceId":"аbc","region":"r"}"#, "InvalidInput", "instanceId"),
            ("Instances.CreateInstance", #"{"instanceId":"\#(long)","region":"r"}"#, "InvalidInput", "instanceId"),
            ("Instances.CreateInstance", #"{"instanceId":"x","region":"a\nb"}"#, "InvalidInput", "region"),
            ("Instances.CreateInstance", #"{"instanceId":"x","region":"\#(long)"}"#, "InvalidInput", "region"),
            ("Instances.CreateInstance", #"{"instanceId":"x","region":"r","keyQuota":-1}"#, "InvalidInput", "keyQuota"),
            ("Keys.ListKeys", "{\(owner),\"limit\":-1}", "InvalidInput", "limit"),
            ("Keys.ListKeys", "{\(owner),\"limit\":9223372036854775807}", "InvalidInput", "limit"),
            ("Keys.CreateKey", "{\(owner),\"keyId\":\"a\\tb\"}", "InvalidInput", "keyId"),
            ("Keys.CreateKey", "{\(owner),\"aliases\":[\"alias/../x\"]}", "InvalidInput", "aliases"),
            ("Keys.CreateKey", "{\(owner),\"description\":\"\(long)\"}", "InvalidInput", "description"),
            ("Keys.CreateKey", "{\(owner),\"tags\":{\"a\\u0007\":\"b\"}}", "InvalidInput", "tags"),
            ("Keys.Encrypt", "{\(owner),\"keyId\":\"k\",\"plaintext\":\"!!!!\"}", "InvalidInput", "plaintext"),
            ("Keys.Encrypt", "{\(owner),\"keyId\":\"k\",\"plaintext\":\"QUJ\"}", "InvalidInput", "plaintext"),
            ("Keys.Decrypt", "{\(owner),\"ciphertext\":\"QUJD QUJD\"}", "InvalidInput", "ciphertext"),
            ("Keys.Decrypt", "{\(owner),\"ciphertext\":\"QUJD\"}", "DecryptionFailed", ""),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"../x\",\"value\":\"\"}", "InvalidInput", "name"),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"a/../../x\",\"value\":\"\"}", "InvalidInput", "name"),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"a\\u0000b\",\"value\":\"\"}", "InvalidInput", "name"),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"\\u202ea\",\"value\":\"\"}", "InvalidInput", "name"),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"\(long)\",\"value\":\"\"}", "InvalidInput", "name"),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"n\",\"value\":\"c2VjcmV0*\"}", "InvalidInput", "value"),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"n\",\"value\":\"QUJD=\"}", "InvalidInput", "value"),
            ("Secrets.CreateSecret", "{\(owner),\"name\":\"n\",\"value\":\"\(long)\"}", "ValueTooLarge", ""),
            ("Synchronization.PauseReplica", "{\(pair),\"reason\":\"a\\u001b[2Jb\"}", "InvalidInput", "reason"),
            ("Faults.SetFault", #"{"fault":{"replicaInstanceId":"beijing","lossRatio":1e999}}"#, "any", ""),
            (
                "Faults.SetFault", #"{"fault":{"replicaInstanceId":"beijing","lossRatio":-0.1}}"#, "InvalidInput",
                "fault.lossRatio"
            ),
            ("Monitor.Subscribe", #"{"events":["\u001b[2J"]}"#, "InvalidInput", "events"),
        ]

        private static func frame(_ method: String, _ parameters: String, more: Bool = false) -> String {
            #"{"method":""# + method + #"","parameters":"# + parameters + (more ? #","more":true}"# : "}") + "\0"
        }

        private func answer(_ connection: RawConnection) throws -> JSON {
            try JSON(parsing: bytes(try #require(try connection.hear(), "the daemon closed the connection")))
        }

        @Test func `a call that the protocol refuses gets the error of org.varlink.service`() throws {
            try Site.run(replicas: 1) { site in
                let connection = try RawConnection(site.daemon.socket)
                for (method, parameters, error, place) in Self.protocolCases {
                    connection.say(Self.frame(method, parameters))
                    let answer = try answer(connection)
                    let what = "\(method) \(parameters.prefix(80)): \(answer)"
                    #expect(answer.error == .text(Self.service + error), "\(what)")
                    let named = ["interface", "method", "parameter"].compactMap { answer.parameters[$0].text }.first
                    #expect(named ?? "" == place, "\(what)")
                }
                connection.say(#"{"method":"io.kmsync.Daemon.GetStatus","upgrade":true}"# + "\0")
                #expect(try answer(connection).error == "org.varlink.service.MethodNotImplemented")
                connection.say(#"{"method":"io.kmsync.Keys.Forge","oneway":true}"# + "\0")
                connection.say(Self.frame("io.kmsync.Daemon.GetStatus", "{}"))
                #expect(try answer(connection).parameters.status.state == "running", "no answer to a call without one")
            }
        }

        @Test func `a value that breaks a rule is refused by name, and is not repeated`() throws {
            try Site.run(replicas: 1) { site in
                let connection = try RawConnection(site.daemon.socket)
                let before = try Content(of: Site.primary, over: ControlConnection(site.daemon.socket))
                for (method, parameters, error, place) in Self.inputCases {
                    connection.say(Self.frame("io.kmsync.\(method)", parameters, more: method == "Monitor.Subscribe"))
                    let answer = try answer(connection)
                    let what = "\(method) \(parameters.prefix(80)): \(answer)"
                    guard error != "any" else {
                        #expect(answer.error != .null, "\(what)")
                        continue
                    }
                    #expect(answer.error.text?.hasSuffix(".\(error)") == true, "\(what)")
                    #expect(answer.parameters.field.text ?? "" == place, "\(what)")
                    let reason = answer.parameters.reason.text ?? ""
                    #expect(
                        reason.utf8.count < 600 && !reason.contains("\u{1b}") && !reason.contains("c2Vj"),
                        "\(what)"
                    )
                }
                let after = try Content(of: Site.primary, over: ControlConnection(site.daemon.socket))
                #expect(before == after)
                #expect(
                    site.daemon.log.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A },
                    "raw control characters in the log"
                )
            }
        }
    }
}
