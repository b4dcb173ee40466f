// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing

@testable import kmsync

struct TopStateTests {
    @Test
    func `a rate is the confirmed changes since the last look, by the time between them`() {
        var before = TopFixtures.replicas
        before[0].appliedSequence -= 30
        let rates = TopFixtures.look().rates(since: TopFixtures.look(before, at: .seconds(2)))
        #expect(rates[TopPair(TopFixtures.replicas[0])] == 15)
        #expect(rates[TopPair(TopFixtures.replicas[1])] == 0)
    }

    @Test
    func `there is no rate across a restart, another epoch, or a position that went back`() {
        let look = TopFixtures.look()
        #expect(look.rates(since: nil).isEmpty)
        #expect(look.rates(since: TopFixtures.look(at: .seconds(1), pid: 9)).isEmpty)
        var before = TopFixtures.replicas
        before[0].epoch = 7
        before[1].appliedSequence += 1
        before[2].replicaInstanceId = "another"
        #expect(look.rates(since: TopFixtures.look(before, at: .seconds(1))).isEmpty)
    }

    @Test(arguments: [
        (nil, ""), (0, "0/s"), (0.04, "0/s"), (1.25, "1.3/s"), (9.96, "10/s"), (12.4, "12/s"), (.nan, ""),
    ])
    func `rates are as people read them`(rate: Double?, text: String) {
        #expect(TopSections.rate(rate) == text)
    }

    @Test
    func `a daemon that was started anew is noted among the events`() {
        let state = TopFixtures.state([.look(TopFixtures.look()), .look(TopFixtures.look(pid: 4712))])
        #expect(TopFixtures.text(state, 100, 30).contains("kmsyncd was started anew, process 4712"))
    }

    @Test
    func `events that did not come are counted, and a new connection admits a gap`() {
        var events = TopEvents()
        events.reconnect(at: Fixtures.ago(9))
        for number in [4, 5, 9] { events.add(TopFixtures.event(number)) }
        events.reconnect(at: Fixtures.ago(1))
        events.add(TopFixtures.event(1))
        let kinds = events.entries.map { entry in
            switch entry {
            case .event(let event): "\(event.number)"
            case .missed(let count): "missed \(count)"
            case .note: "note"
            }
        }
        #expect(kinds == ["1", "note", "9", "missed 3", "5", "4"])
    }

    @Test
    func `of many events the newest are kept`() {
        var events = TopEvents()
        for number in 1...1000 { events.add(TopFixtures.event(number)) }
        guard case .event(let oldest)? = events.entries.last else {
            Issue.record("There is no event at the end.")
            return
        }
        #expect(events.entries.count == TopEvents.limit && oldest.number == 1001 - TopEvents.limit)
    }

    @Test
    func `keys are letters and the sequences of a terminal, also when they come in parts`() {
        var decoder = TopKeyDecoder()
        #expect(
            decoder.keys("qp s?jkgG\tx".utf8) == [
                .quit, .pause, .pause, .sort, .help, .down, .up, .first, .last, .section,
            ]
        )
        #expect(
            decoder.keys("\u{1B}[A\u{1B}OB\u{1B}[5~\u{1B}[6~\u{1B}[H\u{1B}[F".utf8)
                == [.up, .down, .pageUp, .pageDown, .first, .last]
        )
        #expect(
            decoder.keys("\u{1B}".utf8).isEmpty && decoder.keys("[".utf8).isEmpty && decoder.keys("A".utf8) == [.up]
        )
        #expect(decoder.keys("\u{1B}[1;5Aq".utf8) == [.quit])
        #expect(decoder.keys("\u{1B}q\u{1B}\u{1B}[Bq".utf8) == [.quit, .down, .quit])
        #expect(decoder.keys("\u{1B}[1111111111q\u{C}".utf8).last == .redraw)
    }

    @Test(arguments: [("abc", 3), ("käse", 4), ("東京", 4), ("e\u{301}", 1), ("🔑", 2), ("한국", 4), ("", 0)])
    func `a text takes as many columns as a terminal gives it`(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test
    func `a text that is cut off says so and never takes more`() {
        #expect("password".clipped(to: 8) == "password")
        #expect("password".clipped(to: 5) == "pass…")
        #expect("東京都".clipped(to: 4) == "東…")
        #expect("東京都".clipped(to: 1) == "…")
        #expect("x".clipped(to: 0).isEmpty)
        var line = StyledLine("ab", .good)
        line.add("cd", .bad)
        #expect(line.clipped(to: 4) == line)
        #expect(
            line.clipped(to: 3).text == "ab…" && line.clipped(to: 2).text == "a…" && line.clipped(to: 0).text.isEmpty
        )
    }
}
