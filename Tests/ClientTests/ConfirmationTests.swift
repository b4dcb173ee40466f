// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Foundation
import Testing
import Varlink

/// What cannot be undone asks first, and never asks a script.
struct ConfirmationTests {
    private static func disassociation(_ state: String) -> String {
        """
        {"association":{"primaryInstanceId":"p","replicaInstanceId":"r","address":"local","region":"cn-r",\
        "synchronizationType":"all_resources","state":"\(state)","connection":"connected","epoch":1,\
        "appliedSequence":1,"headSequence":2,"lagSeconds":3,"counts":{"pending":1,"in_progress":0,"in_sync":8,\
        "failed":0,"unknown":0,"detached":0},"causes":[]},"behind":["secret/b"],"behindCount":1}
        """
    }

    private static func daemon() throws -> ScriptedDaemon {
        try ScriptedDaemon { call in
            let isPreview = String(decoding: call.parameters, as: UTF8.self).contains("dryRun")
            return .reply(disassociation(isPreview ? "active" : "disassociated"))
        }
    }

    @Test
    func `without a terminal replica remove says what would happen and wants --confirm`() throws {
        let daemon = try Self.daemon()
        defer { daemon.stop() }
        let run = try ClientRun(["replica", "remove", "p", "r", "--socket", daemon.path])
        #expect(run.status == 3)
        #expect(
            run.errors == """
                kmsync: r (cn-r) keeps its copies of 9 resources of p, frozen: nothing in it can be created or changed any \
                more, and the two can never be associated again.
                It is behind in 1 resource, and stays so:
                  secret/b
                To go ahead, repeat it with --confirm r.

                """
        )
        #expect(daemon.methods == ["DisassociateReplica"])
        #expect(daemon.lastParameters.contains("\"dryRun\":true"))
    }

    @Test
    func `with --confirm it goes ahead, and with a wrong one it does not`() throws {
        let daemon = try Self.daemon()
        defer { daemon.stop() }
        let arguments = ["replica", "remove", "p", "r", "--socket", daemon.path, "--confirm"]
        #expect(try ClientRun(arguments + ["x"]).status == 3)
        #expect(daemon.methods.count == 1)
        #expect(try ClientRun(arguments + ["r"]).status == 0)
        let last = try daemon.received.last?.parameters(
            as: SynchronizationInterface.DisassociateReplica.Parameters.self
        )
        #expect(last == .init(primaryInstanceId: "p", replicaInstanceId: "r", confirm: "r"))
    }

    @Test
    func `at a terminal the id has to be typed`() throws {
        let daemon = try Self.daemon()
        defer { daemon.stop() }
        let arguments = ["replica", "remove", "p", "r", "--socket", daemon.path]
        #expect(try ClientRun(atTerminal: arguments, expecting: "Type r", typing: "yes\n").status == 3)
        #expect(daemon.methods.count == 1)
        #expect(try ClientRun(atTerminal: arguments, expecting: "Type r", typing: "r\n").status == 0)
        #expect(daemon.methods.count == 3)
    }

    @Test
    func `a dry run changes nothing and is no refusal`() throws {
        let daemon = try Self.daemon()
        defer { daemon.stop() }
        let run = try ClientRun(["replica", "remove", "p", "r", "--dry-run", "--socket", daemon.path])
        #expect(run.status == 0)
        #expect(run.text.contains("behind in 1 resource"))
        #expect(daemon.methods.count == 1)
    }

    @Test(arguments: [["instance", "release", "a"], ["secret", "delete", "i", "n", "--force"]])
    func `without a terminal and --confirm nothing is called at all`(arguments: [String]) throws {
        let daemon = try Self.daemon()
        defer { daemon.stop() }
        #expect(try ClientRun(arguments + ["--socket", daemon.path]).status == 3)
        #expect(daemon.methods == [])
    }
}
