// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import SyncModel

/// Runs the view: waits for keys, signals, the daemon and the time, and draws what became of them.
struct TopSession {
    /// Pictures follow each other at this distance at least, whatever happens.
    private static let shortestFrame = Duration.milliseconds(50)

    /// Ages on the screen grow also when nothing happens.
    private static let longestFrame = Duration.seconds(1)

    private let terminal: Terminal
    private let signals: SignalPipe
    private let watch: DaemonWatch
    private var state = TopState()
    private var decoder = TopKeyDecoder()
    private var drawnAt: ContinuousClock.Instant
    private var isDirty = true

    init(terminal: Terminal, watch: DaemonWatch, signals: SignalPipe) {
        self.terminal = terminal
        self.watch = watch
        self.signals = signals
        drawnAt = .now - TopSession.longestFrame
    }

    /// Goes on until a person or a signal ends it; throws what the daemon refuses for good.
    mutating func run() throws {
        terminal.enter()
        defer { terminal.leave() }
        while true {
            drawIfDue()
            let ready = wait()
            if ready.contains(signals.descriptor) { try obey(signals.read()) }
            if ready.contains(STDIN_FILENO), try !take(terminal.read()) { return }
            var news: [TopState.News] = []
            try watch.advance(.now) { news.append($0) }
            for item in news { state.take(item, at: .now, wall: .current) }
            isDirty = isDirty || !news.isEmpty
        }
    }

    private mutating func drawIfDue() {
        let now = ContinuousClock.now
        let age = drawnAt.duration(to: now)
        guard age >= (isDirty ? TopSession.shortestFrame : TopSession.longestFrame) else { return }
        let picture = TopLayout(state: state, size: terminal.size, now: now, wall: .current).picture()
        terminal.draw(picture.lines)
        state.offsets.merge(picture.offsets) { $1 }
        state.pageSizes = picture.pageSizes
        drawnAt = now
        isDirty = false
    }

    /// The descriptors that have something to read, once one has or it is time for something.
    private func wait() -> Set<Int32> {
        let due = min(watch.deadline, drawnAt + (isDirty ? TopSession.shortestFrame : TopSession.longestFrame))
        let left = max(.zero, ContinuousClock.now.duration(to: due))
        // Rounded up, so that it never spins.
        let milliseconds = Int32((left + .microseconds(999)) / .milliseconds(1))
        var entries = ([STDIN_FILENO, signals.descriptor] + watch.descriptors).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
        return Set(entries.filter { $0.revents != 0 }.map(\.fd))
    }

    /// False where the view is to end.
    private mutating func take(_ bytes: [UInt8]) throws -> Bool {
        // The end of the input: the terminal is gone.
        guard !bytes.isEmpty else { return false }
        for key in decoder.keys(bytes) {
            switch key {
            case .quit: return false
            case .redraw: terminal.redraw()
            default: state.press(key)
            }
            isDirty = true
        }
        return true
    }

    private mutating func resume() {
        terminal.enter()
        let now = ContinuousClock.now
        state.resume(at: now)
        watch.resume(now)
    }

    private mutating func obey(_ numbers: [Int32]) throws {
        for number in numbers {
            switch number {
            case SIGWINCH: terminal.redraw()
            case SIGCONT: resume()
            case SIGTSTP:
                terminal.leave()
                signals.obey(number)
                resume()
            case SIGINT: throw ExitStatus.interrupted
            default:
                terminal.leave()
                signals.obey(number)
            }
        }
        // Not at the next frame: what is on the screen is of no use now.
        isDirty = true
        drawnAt = .now - TopSession.longestFrame
    }
}
