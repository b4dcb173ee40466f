// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `kmsync top`.
struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Show a live view of the daemon, its replicas, failures and events, until q.",
        discussion: "Keys are listed at ?. Needs a terminal; `kmsync status` and `kmsync events` do without."
    )

    @Option(help: "How long from one look to the next, for example 500ms or 5s; between 100ms and 1min.")
    var interval = DurationArgument.seconds(1)
    @OptionGroup var daemon: SocketOption

    func validate() throws {
        guard interval.duration >= .milliseconds(100), interval.duration <= .seconds(60) else {
            throw ValidationError("--interval is between 100ms and 1min.")
        }
    }

    func run() throws {
        let terminal = try Terminal(color: Screen.isColored)
        let watch = try DaemonWatch(path: daemon.socketPath, interval: interval.duration, now: .now)
        var session = TopSession(terminal: terminal, watch: watch, signals: try SignalPipe())
        try session.run()
    }
}
