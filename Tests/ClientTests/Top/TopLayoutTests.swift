// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing

@testable import kmsync

struct TopLayoutTests {
    @Test
    func `a screen of 80 by 24 shows all sections, the worst replica first`() {
        #expect(
            TopFixtures.text(TopFixtures.troubled(), 80, 24) == """
                kmsyncd 0.1.0 running, up 3 h, process 4711
                lag 95 s: 118 in sync, 2 pending, 1 failed. 2 instances, 121 resources.

                REPLICA       STATE   CONNECTION    LAG  RATE  PENDING  FAILED  CAUSE
                kst-shenzhen  active  connected     4 s  12/s        3       2  secret_quota_ex…
                kst-shanghai  active  backing_off  95 s   0/s       12       0  replica_unreach…
                kst-beijing   active  connected     0 s   0/s        0       0  -

                FAILED RESOURCE     REPLICA       SINCE     TRIES  NEXT     CAUSE
                secret/db/password  kst-shenzhen  90 s ago      4  in 12 s  secret_quota_exceed…
                secret/mail         kst-shenzhen  90 s ago      4  in 12 s  secret_quota_exceed…

                AGE  EVENT            WHERE         WHAT
                4 s  resource_failed  kst-shenzhen  secret/mail secret_quota_exceeded

                INSTANCE      REGION       ZONE  ROLE         KEYS  SECRETS
                kst-hangzhou  cn-hangzhou  cn    primary  3/100000  118/118
                kst-beijing   cn-beijing   cn    replica  3/100000  118/118
                kst-shanghai  cn-shanghai  cn    replica  3/100000  118/118
                kst-shenzhen  cn-shenzhen  cn    replica  3/100000  118/118



                q quit  ? help  p pause  s sort: worst first  Tab, j, k scroll: replicas

                """
        )
    }

    @Test
    func `a wide screen has every column`() {
        #expect(
            TopFixtures.text(TopFixtures.troubled(), 120, 18) == """
                kmsyncd 0.1.0 running, up 3 h, process 4711
                lag 95 s: 118 in sync, 2 pending, 1 failed. 2 instances, 121 resources.

                REPLICA       PRIMARY       STATE   CONNECTION    LAG  RATE  PENDING  FAILED  CAUSE
                kst-shenzhen  kst-hangzhou  active  connected     4 s  12/s        3       2  secret_quota_exceeded
                kst-shanghai  kst-hangzhou  active  backing_off  95 s   0/s       12       0  replica_unreachable: No connection to the…
                kst-beijing   kst-hangzhou  active  connected     0 s   0/s        0       0  -

                FAILED RESOURCE     REPLICA       SINCE     TRIES  NEXT     CAUSE
                secret/db/password  kst-shenzhen  90 s ago      4  in 12 s  secret_quota_exceeded: The replica's secret quota is used u…
                secret/mail         kst-shenzhen  90 s ago      4  in 12 s  secret_quota_exceeded: The replica's secret quota is used u…

                AGE  EVENT            WHERE         WHAT
                4 s  resource_failed  kst-shenzhen  secret/mail secret_quota_exceeded

                INSTANCE      REGION       ZONE  ROLE         KEYS  SECRETS                                                        1-1/4
                kst-hangzhou  cn-hangzhou  cn    primary  3/100000  118/118
                q quit  ? help  p pause  s sort: worst first  Tab, j, k scroll: replicas

                """
        )
    }

    @Test
    func `a small screen keeps what matters most`() {
        #expect(
            TopFixtures.text(TopFixtures.troubled(), 40, 10) == """
                kmsyncd 0.1.0 running, up 3 h, process …
                lag 95 s: 118 in sync, 2 pending, 1 fai…
                REPLICA       CONNECTION    LAG  FAILED
                kst-shenzhen  connected     4 s       2
                kst-shanghai  backing_off  95 s       0
                FAILED RESOURCE  CAUSE             1-1/2
                secret/db/pass…  secret_quota_exceeded:…
                AGE  EVENT            WHAT
                4 s  resource_failed  secret/mail secre…
                q quit  ? help  p pause  s sort: worst …

                """
        )
    }

    @Test
    func `a daemon that is gone has no lag, no rate and no fresh figure`() {
        var state = TopFixtures.troubled()
        state.take(.lost(reason: "nothing listens there"), at: TopFixtures.now + .seconds(1), wall: Fixtures.now)
        #expect(
            TopFixtures.text(state, 80, 9, after: .seconds(13)) == """
                kmsyncd unreachable for 12 s: nothing listens there; reconnecting
                figures of 13 s ago. lag unknown: 118 in sync, 2 pending, 1 failed. 2 instances…
                REPLICA       STATE   CONNECTION      LAG  RATE  PENDING  FAILED  CAUSE    1-1/3
                kst-shenzhen  active  unknown     unknown     -        3       2  secret_quota_…
                FAILED RESOURCE     REPLICA       SINCE      TRIES  NEXT  CAUSE            1-1/2
                secret/db/password  kst-shenzhen  103 s ago      4  due   secret_quota_exceeded…
                 AGE  EVENT            WHERE         WHAT
                17 s  resource_failed  kst-shenzhen  secret/mail secret_quota_exceeded
                q quit  ? help  p pause  s sort: worst first  Tab, j, k scroll: replicas

                """
        )
        let picture = TopFixtures.picture(state, 80, 9, after: .seconds(13))
        #expect(picture.lines[3].pieces.map(\.style) == [.faint])
    }

    @Test
    func `an instance that cannot be used is named with the reason, before anything else`() {
        var look = TopFixtures.look()
        look.status.state = .degraded
        look.status.files = [
            .init(instanceId: "kst-a", bytes: 1, walBytes: 1),
            .init(instanceId: "kst-b", bytes: 1, walBytes: 1, fault: "the disk failed (5)"),
        ]
        let one = TopFixtures.text(TopFixtures.state([.subscribed, .look(look)]), 100, 9)
        #expect(one.hasPrefix("kmsyncd 0.1.0 degraded: kst-b: the disk failed (5), up "), "\(one)")
        look.status.files?[0].fault = "it is full"
        let two = TopFixtures.text(TopFixtures.state([.subscribed, .look(look)]), 100, 9)
        #expect(two.hasPrefix("kmsyncd 0.1.0 degraded: kst-a (and 1 other): it is full, up "), "\(two)")
    }

    /// Whether anything of the screen is green.
    private static func isGreen(_ state: TopState, after passed: Duration) -> Bool {
        TopFixtures.picture(state, 100, 20, after: passed).lines.contains { $0.pieces.contains { $0.style == .good } }
    }

    @Test
    func `figures that are not of this moment have their age and nothing green, though the daemon answers`() {
        var look = TopFixtures.look([Fixtures.association()], failed: [])
        look.status.lagSeconds = 0
        let state = TopFixtures.state([.look(look)])
        for seconds in [0, 6] {
            #expect(Self.isGreen(state, after: .seconds(seconds)))
            #expect(TopFixtures.text(state, 100, 20, after: .seconds(seconds)).contains("\nlag 0 s: "))
        }
        for seconds in [7, 3000] {
            #expect(!Self.isGreen(state, after: .seconds(seconds)))
        }
        #expect(TopFixtures.text(state, 100, 20, after: .seconds(59)).contains("\nfigures of 59 s ago. lag 0 s: "))
    }

    @Test
    func `after a stop, figures are of an earlier time until the daemon was asked again`() {
        var look = TopFixtures.look([Fixtures.association()], failed: [])
        look.status.lagSeconds = 0
        var state = TopFixtures.state([.look(look)])
        state.resume(at: TopFixtures.now + .seconds(2))
        state.take(.look(look), at: TopFixtures.now + .seconds(2), wall: Fixtures.now)
        #expect(!Self.isGreen(state, after: .seconds(2)))
        #expect(TopFixtures.text(state, 100, 20, after: .seconds(2)).contains("\nfigures of 2 s ago. lag 0 s: "))
        look = TopFixtures.look([Fixtures.association()], failed: [], at: .seconds(-2))
        state.take(.look(look), at: TopFixtures.now + .seconds(3), wall: Fixtures.now)
        #expect(TopFixtures.text(state, 100, 20, after: .seconds(3)).contains("\nlag 95 s: "))
        #expect(Self.isGreen(state, after: .seconds(3)))
    }

    @Test
    func `a second failure does not move the time of the first`() {
        var state = TopFixtures.troubled()
        for seconds in [1, 2, 5] {
            let moment = TopFixtures.now + .seconds(seconds)
            state.take(.lost(reason: "try \(seconds)"), at: moment, wall: Fixtures.now)
        }
        #expect(
            TopFixtures.text(state, 80, 1, after: .seconds(13)) == "kmsyncd unreachable for 12 s: try 5; reconnecting\n"
        )
        state.take(.look(TopFixtures.look()), at: TopFixtures.now, wall: Fixtures.now)
        #expect(TopFixtures.text(state, 80, 1).hasPrefix("kmsyncd 0.1.0 running"))
    }

    @Test
    func `a display that is held says so, shows the same, and goes on with what came meanwhile`() {
        var state = TopFixtures.troubled(keys: [.pause])
        state.take(.look(TopFixtures.look([], failed: [])), at: TopFixtures.now, wall: Fixtures.now)
        let held = TopFixtures.text(state, 100, 20, after: .seconds(5))
        #expect(held.contains("paused; figures of 5 s ago. lag 95 s") && held.contains("kst-shanghai"))
        #expect(held.contains("p go on"))
        state.press(.pause)
        #expect(TopFixtures.text(state, 100, 20).contains("None yet: `kmsync replica add` makes one."))
    }

    @Test
    func `before the first look there is nothing to claim`() {
        #expect(TopFixtures.text(TopState(), 40, 2) == "kmsyncd is asked\nNo figures yet.\n")
    }

    @Test
    func `whatever the size and the names, a picture has its rows and fits its columns`() {
        var replicas = (1...30).map { Fixtures.association("kst-\($0)", lag: Double($0)) }
        replicas[3].replicaInstanceId = "東京の鍵と秘密の複製先インスタンス"
        replicas[4].replicaInstanceId = "\u{1B}[2J\u{9B}31m\u{202E}evil\r\n\u{7}"
        replicas[5] = Fixtures.association("kst-p", state: .paused)
        replicas[5].pausedReason = "a\tb\u{1B}]0;title\u{7}"
        var failed = TopFixtures.failed[0]
        failed = TopLook.FailedResource(
            primary: failed.primary,
            resource: .init(
                resourceId: "secret/\(String(repeating: "long/", count: 50))\u{1B}c",
                replicaInstanceId: "r",
                status: .failed,
                failureCause: Fixtures.cause(.nameConflict),
                revision: 1
            )
        )
        let look = TopFixtures.look(replicas, failed: [failed])
        let event = TopFixtures.event(9, "\u{1B}c", message: "x\ny")
        var states = [
            TopFixtures.state([.look(look), .event(event)]), TopState(), TopFixtures.troubled(keys: [.help]),
        ]
        states.append(
            TopFixtures.state([.look(look), .lost(reason: "\u{1B}[1mgone")], keys: [.pause, .section, .last])
        )
        for state in states {
            for (columns, rows) in (1...45).flatMap({ rows in [1, 2, 9, 33, 80, 133].map { ($0, rows) } }) {
                let lines = TopFixtures.picture(state, columns, rows).lines
                #expect(lines.count == rows)
                #expect(lines.allSatisfy { $0.columns <= columns }, "\(columns)x\(rows)")
                #expect(lines.allSatisfy { printable($0.rendered(color: false)) == $0.text }, "\(columns)x\(rows)")
            }
        }
    }

    @Test
    func `colour changes nothing but colour`() {
        for line in TopFixtures.picture(TopFixtures.troubled(), 100, 30).lines {
            #expect(line.rendered(color: true).replacing(/\u{1B}\[[0-9]+m/, with: "") == line.text)
            #expect(!line.rendered(color: false).contains("\u{1B}"))
        }
    }

    @Test
    func `a list scrolls to its end and not beyond, and says where it is`() {
        let replicas = (10...40).map { Fixtures.association("kst-\($0)") }
        var state = TopFixtures.state([.look(TopFixtures.look(replicas, failed: []))], keys: [.last, .down])
        let picture = TopFixtures.picture(state, 100, 20)
        #expect(picture.lines.contains { $0.text.hasPrefix("kst-40") })
        let size = picture.pageSizes[.replicas] ?? 0
        #expect(picture.offsets[.replicas] == 31 - size)
        #expect(picture.lines.contains { $0.text.hasSuffix("  \(32 - size)-31/31") })
        state.offsets = picture.offsets
        state.pageSizes = picture.pageSizes
        for key in [TopKey.pageUp, .up, .down] { state.press(key) }
        #expect(state.offsets[.replicas] == 31 - 2 * size)
        state.press(.first)
        #expect(TopFixtures.picture(state, 100, 20).lines.contains { $0.text.hasPrefix("kst-10") })
        state.press(.up)
        #expect(state.offsets[.replicas] == 0)
    }

    @Test(arguments: [
        (0, ["kst-shenzhen", "kst-shanghai", "kst-beijing"]), (1, ["kst-shanghai", "kst-shenzhen", "kst-beijing"]),
        (2, ["kst-shanghai", "kst-shenzhen", "kst-beijing"]), (3, ["kst-beijing", "kst-shanghai", "kst-shenzhen"]),
        (4, ["kst-shenzhen", "kst-shanghai", "kst-beijing"]),
    ])
    func `s sorts replicas worst first, by lag, by pending, by name`(presses: Int, names: [String]) {
        let state = TopFixtures.troubled(keys: Array(repeating: .sort, count: presses))
        let lines = TopFixtures.picture(state, 80, 24).lines.map(\.text)
        let first = lines.firstIndex { $0.hasPrefix("REPLICA") } ?? 0
        #expect(lines[(first + 1)...(first + 3)].map { String($0.prefix { $0 != " " }) } == names)
    }
}
