// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// The terminal while a full-screen view has it: alternate screen, no echo, keys at once; given back on every end.
///
/// Control sequences are xterm's and ECMA-48's, as every terminal in use understands them.
final class Terminal {
    private let color: Bool
    private var drawn: [String] = []

    /// Throws where standard input or output is no terminal that a cursor can be moved on.
    init(color: Bool) throws(Failure) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw Failure(
                .usage,
                "`kmsync top` needs a terminal.",
                next: "`kmsync status` and `kmsync events` say the same to a pipe or file, with --json to programs."
            )
        }
        guard let kind = environmentVariable("TERM"), !kind.isEmpty, kind != "dumb" else {
            throw Failure(.usage, "`kmsync top` needs a terminal whose cursor can be moved.", next: "Set TERM.")
        }
        self.color = color
    }

    deinit { leave() }

    /// Takes the terminal; doing so twice is fine.
    func enter() {
        TerminalModes.enter()
        StandardOutput.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l")
        redraw()
    }

    /// Gives it back as it was.
    func leave() { TerminalModes.leave() }

    /// Forgets what is on the screen, so that the next picture is drawn whole.
    func redraw() { drawn = [] }

    /// The size of the window, ioctl_tty(2); 80 by 24 where it is not known.
    var size: TerminalSize {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
    }

    /// Draws the lines that are not on the screen already.
    func draw(_ lines: [StyledLine]) {
        let rendered = lines.map { $0.rendered(color: color) }
        let isWhole = drawn.count != rendered.count
        // A whole picture covers every row: nothing has to be cleared, which some terminals would keep as history.
        var text = ""
        for (index, line) in rendered.enumerated() where isWhole || line != drawn[index] {
            // Cleared before, not after: behind a full row the cursor still stands on its last column.
            text += "\u{1B}[\(index + 1);1H\u{1B}[K\(line)"
        }
        drawn = rendered
        if !text.isEmpty { StandardOutput.write(text) }
    }

    /// The bytes that were typed; empty at the end of the input.
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 256)
        var count: Int
        repeat { count = Glibc.read(STDIN_FILENO, &buffer, buffer.count) } while count < 0 && errno == EINTR
        return count > 0 ? Array(buffer[..<count]) : []
    }
}

/// The modes of the terminal on standard input, and the way back to them from wherever the program ends.
enum TerminalModes {
    // Safe because the program has one thread, and the handlers of signals only use what was complete before.
    private nonisolated(unsafe) static var saved: termios?
    // Safe because of the same.
    private nonisolated(unsafe) static var isEntered = false

    /// Main screen, cursor, line wrap.
    private static let restoring = StaticString("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")

    /// No echo and no lines; signals stay on, so that Ctrl-C and Ctrl-Z mean what they always do.
    static func enter() {
        if saved == nil {
            var settings = termios()
            guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return }
            saved = settings
            atexit { TerminalModes.leave() }
            restoreOnDefect()
        }
        guard var settings = saved else { return }
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
        withUnsafeMutableBytes(of: &settings.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
        }
        isEntered = true
        while tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) != 0 && errno == EINTR {}
    }

    /// Gives the terminal back; async-signal-safe, signal-safety(7).
    static func leave() {
        guard isEntered, var settings = saved else { return }
        isEntered = false
        _ = write(STDOUT_FILENO, restoring.utf8Start, restoring.utf8CodeUnitCount)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    /// A trap of our own must not leave a person with a dead terminal.
    private static func restoreOnDefect() {
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT] {
            signal(number) { number in
                TerminalModes.leave()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }
}
