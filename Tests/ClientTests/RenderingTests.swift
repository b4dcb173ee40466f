// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing

@testable import kmsync

struct RenderingTests {
    @Test
    func `a table has a heading, aligned columns, and a dash for what is empty`() {
        var table = Table([.init("NAME"), .init("COUNT", numeric: true), .init("LAST")], Fixtures.screen())
        #expect(
            table.lines([["a", "7", "x"], ["longer", "12345678", ""]]) == """
                NAME       COUNT  LAST
                a              7  x
                longer  12345678  -

                """
        )
    }

    @Test
    func `without a legend the widths follow the rows alone`() {
        var table = Table([.init("NAME"), .init("COUNT", numeric: true)], Fixtures.screen(legend: false))
        #expect(table.lines([["a", "7"], ["bb", "12"]]) == "a    7\nbb  12\n")
    }

    @Test
    func `colour surrounds the text and not the padding`() {
        var table = Table([.init("N"), .init("S")], Fixtures.screen(color: true))
        let lines = table.lines([[Table.Cell("a", .good), "x"], ["bbb", Table.Cell("y", .bad)]])
        #expect(
            lines
                == "\u{1B}[1mN\u{1B}[0m    \u{1B}[1mS\u{1B}[0m\n\u{1B}[32ma\u{1B}[0m    x\nbbb  \u{1B}[31my\u{1B}[0m\n"
        )
    }

    @Test
    func `the second part of a table has no second heading and keeps the widths`() {
        var table = Table([.init("NAME"), .init("X")], Fixtures.screen())
        _ = table.lines([["longer", "1"]])
        #expect(table.lines([["a", "2"]]) == "a       2\n")
    }

    @Test
    func `text of others cannot steer the terminal`() {
        #expect(printable("a\u{1B}[2Jb\nc\u{202E}d") == "a\\u{1b}[2Jb\\u{a}c\\u{202e}d")
        #expect(printable("käse 東京") == "käse 東京")
        var table = Table([.init("N")], Fixtures.screen(legend: false))
        #expect(table.lines([[Table.Cell("\u{7}\u{9B}31m")]]) == "\\u{7}\\u{9b}31m\n")
    }

    @Test(arguments: [
        (0.0, "0 s"), (0.04, "0 s"), (0.4, "0.4 s"), (1, "1 s"), (9.94, "9.9 s"), (9.96, "9 s"), (12.9, "12 s"),
        (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"), (172_800, "2 d"), (.infinity, "for ever"),
    ])
    func `lengths of time are as people say them`(seconds: Double, text: String) {
        #expect(RelativeTime.length(seconds) == text)
    }

    @Test
    func `times are relative to now`() {
        #expect(RelativeTime.text(Fixtures.ago(12), now: Fixtures.now) == "12 s ago")
        #expect(RelativeTime.text(Fixtures.ago(-300), now: Fixtures.now) == "in 5 min")
        #expect(RelativeTime.text(Fixtures.ago(0), now: Fixtures.now) == "now")
        #expect(RelativeTime.text(nil, now: Fixtures.now) == "-")
        #expect(RelativeTime.text("soon\u{1B}", now: Fixtures.now) == "soon\\u{1b}")
    }

    @Test
    func `resources show status and cause in the columns of the contract`() {
        let rows = [
            SynchronizationInterface.SynchronizedResource(
                resourceId: "key/k1",
                replicaInstanceId: "kst-beijing",
                status: .inSync,
                revision: 2
            ),
            SynchronizationInterface.SynchronizedResource(
                resourceId: "secret/db/password",
                replicaInstanceId: "kst-beijing",
                status: .failed,
                failureCause: Fixtures.cause(.replicaStorageError),
                revision: 7
            ),
            SynchronizationInterface.SynchronizedResource(
                resourceId: "secret/x",
                replicaInstanceId: "kst-beijing",
                status: .pending,
                waitingFor: .paused,
                revision: 1
            ),
        ]
        let screen = Fixtures.screen()
        var table = Table(ResourceTable.columns, screen)
        #expect(
            table.lines(rows.map { ResourceTable.row($0, screen) }) == """
                RESOURCE ID         REPLICA INSTANCE ID  SYNCHRONIZATION STATUS  FAILURE CAUSE
                key/k1              kst-beijing          in_sync                 -
                secret/db/password  kst-beijing          failed                  replica_storage_error: the replica could \
                not store (next attempt in 12 s)
                secret/x            kst-beijing          pending                 (waits: paused)

                """
        )
    }

    @Test
    func `an explanation shows status, sentences and what happened, the newest last`() {
        let reply = SynchronizationInterface.ExplainResource.Reply(
            resource: .init(
                resourceId: "secret/x",
                replicaInstanceId: "kst-beijing",
                status: .pending,
                waitingFor: .paused,
                revision: 2
            ),
            explanation: "It is held.",
            timeline: [
                .init(at: Fixtures.ago(60), event: "resource_created", detail: "secret/x was created"),
                .init(
                    at: Fixtures.ago(5),
                    event: "resource_failed",
                    detail: "it failed",
                    code: "secret_quota_exceeded"
                ),
            ]
        )
        #expect(
            ExplanationText.text(reply, Fixtures.screen(legend: false)) == """
                secret/x at kst-beijing: pending, waits: paused
                It is held.

                60 s ago  \(Fixtures.ago(60))  secret/x was created
                5 s ago   \(Fixtures.ago(5))  secret_quota_exceeded: it failed

                """
        )
    }
}
