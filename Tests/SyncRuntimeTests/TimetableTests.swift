// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import SyncRuntime

struct TimetableTests {
    /// A clock that a test sets.
    private final class Clock: Sendable {
        private let uptime = Mutex(Duration.zero)
        var now: Moment { Moment(uptime: uptime.withLock { $0 }, wall: Timestamp(milliseconds: 0)) }
        func set(_ time: Duration) { uptime.withLock { $0 = time } }
    }

    @Test func `what is due runs in order of its time, and what was cancelled does not`() async {
        let clock = Clock()
        let timetable = Timetable { clock.now }
        let ran = Mailbox<String>()
        _ = timetable.after(.seconds(100)) { ran.send("third") }
        _ = timetable.after(.seconds(50)) { ran.send("first") }
        let cancelled = timetable.after(.seconds(60)) { ran.send("cancelled") }
        _ = timetable.after(.seconds(50)) { ran.send("second") }
        _ = timetable.after(.seconds(900)) { ran.send("too early") }
        cancelled.cancel()
        cancelled.cancel()
        clock.set(.seconds(40))
        // The new first entry is due at once; it lets the clock jump, as the timer itself counts real time.
        _ = timetable.after(.zero) { clock.set(.seconds(200)) }
        #expect(await ran.take(3) == ["first", "second", "third"])
        #expect(ran.waiting.isEmpty)
    }

    @Test func `an earlier entry is not held up by a later one that was there before it`() async {
        let timetable = Timetable()
        let ran = Mailbox<String>()
        let late = timetable.after(.seconds(3000)) { ran.send("late") }
        _ = timetable.after(.milliseconds(5)) {
            ran.send("early")
            _ = timetable.after(.milliseconds(1)) { ran.send("from within") }
        }
        #expect(await ran.take(2) == ["early", "from within"])
        late.cancel()
    }

    @Test func `a thousand waits of real time all end, whatever is cancelled meanwhile`() async {
        let timetable = Timetable()
        let ran = Mailbox<Int>()
        for number in 0..<1000 {
            _ = timetable.after(.microseconds(number * 7 % 10_000)) { ran.send(number) }
            timetable.after(.seconds(60)) { ran.send(-1) }.cancel()
        }
        #expect(Set(await ran.take(1000)) == Set(0..<1000))
    }

    @Test func `a body may cancel, and a wait of ages is no trap`() async {
        let timetable = Timetable()
        let ran = Mailbox<String>()
        let forever = timetable.after(.seconds(1e15)) { ran.send("never") }
        _ = timetable.after(.milliseconds(1)) {
            forever.cancel()
            ran.send("cancelled")
        }
        #expect(await ran.take() == "cancelled")
    }
}
