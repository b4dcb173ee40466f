// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing

/// A program at a real terminal, pty(7), which a test reads and types at.
final class TerminalProcess {
    let process: ChildProcess
    private(set) var screen: ScreenModel
    private let terminal: Descriptor

    /// Starts it in a window of this size.
    init(
        _ program: String,
        _ arguments: [String],
        columns: Int = 80,
        rows: Int = 24,
        environment: [String: String] = [:]
    ) throws {
        terminal = try Descriptor(open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC), "open of /dev/ptmx")
        var number: Int32 = 0
        var locked: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2).
        try #require(ioctl(terminal.number, 0x4004_5431, &locked) == 0)
        try #require(ioctl(terminal.number, 0x8004_5430, &number) == 0)
        screen = ScreenModel(columns: columns, rows: rows)
        try Self.setSize(terminal, columns, rows)
        process = try ChildProcess(
            program,
            arguments,
            environment: Surroundings.with(["TERM": "xterm"]).merging(environment) { $1 },
            streams: .terminal("/dev/pts/\(number)")
        )
    }

    /// Whether the terminal gives lines with echo, as it does to a shell.
    var isCooked: Bool {
        var settings = termios()
        guard tcgetattr(terminal.number, &settings) == 0 else { return false }
        return settings.c_lflag & tcflag_t(ICANON) != 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    func type(_ text: String) { _ = text.withCString { write(terminal.number, $0, strlen($0)) } }

    /// Gives the window another size, which the program is told by SIGWINCH.
    func resize(columns: Int, rows: Int) throws {
        screen.resize(columns: columns, rows: rows)
        try Self.setSize(terminal, columns, rows)
    }

    /// Reads until the screen is as expected.
    func await(
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: (ScreenModel) -> Bool
    ) throws {
        let deadline = ContinuousClock.now + DaemonProcess.patience
        while !condition(screen) {
            guard try !readable([terminal.number], until: deadline).isEmpty, takeOutput() else {
                throw DaemonProcess.Failure(description: "Never seen: \(what). On the screen:\n\(screen.text)")
            }
        }
    }

    /// Reads until a text is on the screen.
    func await(_ text: String) throws { try self.await(text) { $0.text.contains(text) } }

    /// Reads to the end of the output, and waits for that of the process.
    func end() throws -> ChildProcess.End {
        let deadline = ContinuousClock.now + DaemonProcess.patience
        while try !readable([terminal.number], until: deadline).isEmpty, takeOutput() {}
        return process.wait()
    }

    /// False at the end: EIO, when nobody has the other side any more.
    private func takeOutput() -> Bool {
        do {
            let bytes = try terminal.read()
            screen.take(bytes)
            return !bytes.isEmpty
        } catch {
            return false
        }
    }

    private static func setSize(_ terminal: Descriptor, _ columns: Int, _ rows: Int) throws {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(terminal.number, UInt(TIOCSWINSZ), &size) == 0)
    }
}
