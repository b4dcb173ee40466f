// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// A command that talks to the daemon: flags in, calls, rendering.
protocol Verb: ParsableCommand {
    /// What every verb accepts.
    var options: ClientOptions { get }

    /// Makes the calls and prints what came back; throws `ExitStatus` for an end that is neither success nor error.
    func perform(with daemon: DaemonConnection) throws
}

extension Verb {
    func run() throws {
        try perform(with: DaemonConnection(path: options.socketPath))
    }

    /// Prints a reply: as it came with `--json`, else as plain text, from which nothing can steer the terminal.
    func tell<Method>(_ answer: Answer<Method>, _ text: (Method.Reply) throws -> String) throws {
        try show(answer) { reply, _ in printable(try text(reply), keepingNewlines: true) }
    }

    /// Prints a reply: as it came with `--json`, else rendered, each piece of it being `printable`.
    func show<Method>(_ answer: Answer<Method>, rendered: (Method.Reply, Screen) throws -> String) throws {
        if options.json {
            StandardOutput.write(answer.json + [UInt8(ascii: "\n")])
        } else {
            StandardOutput.write(try rendered(try answer.reply(), options.screen))
        }
    }

    /// Prints a reply with `--json`, else tells a person at the terminal what was done.
    func confirm<Method>(_ answer: Answer<Method>, done: (Method.Reply) throws -> String) throws {
        if options.json {
            StandardOutput.write(answer.json + [UInt8(ascii: "\n")])
        } else {
            StandardError.note(try done(try answer.reply()))
        }
    }
}
