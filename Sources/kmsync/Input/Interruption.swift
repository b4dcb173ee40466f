// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Ends the program with status 130 on SIGINT, and gives the terminal its echo back first.
enum Interruption {
    // Safe because the program has one thread, and its handler only reads what was complete before the echo went off.
    private nonisolated(unsafe) static var saved: termios?

    /// Installs the handler.
    static func install() {
        signal(SIGINT) { _ in
            Interruption.restoreEcho()
            _exit(ExitStatus.interrupted.rawValue)
        }
    }

    /// Switches the terminal's echo off until `restoreEcho`; false where standard input is no terminal.
    static func suppressEcho() -> Bool {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return false }
        saved = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        return tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) == 0
    }

    /// Puts back what `suppressEcho` changed.
    static func restoreEcho() {
        guard var settings = saved else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        saved = nil
    }
}
