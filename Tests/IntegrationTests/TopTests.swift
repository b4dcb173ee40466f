// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing

extension RealPrograms {
    /// `kmsync top` at a real terminal, with the real daemon.
    struct TopTests {
        private func top(
            _ site: Site,
            columns: Int = 100,
            rows: Int = 24,
            environment: [String: String] = [:]
        ) throws -> TerminalProcess {
            try TerminalProcess(
                try Binaries.path("kmsync"),
                ["top", "--interval", "100ms", "--socket", site.daemon.socket],
                columns: columns,
                rows: rows,
                environment: environment
            )
        }

        private func expectGivenBack(_ terminal: TerminalProcess, sourceLocation: SourceLocation = #_sourceLocation) {
            let screen = terminal.screen
            #expect(!screen.isAlternate && screen.showsCursor && screen.wrapsLines, sourceLocation: sourceLocation)
        }

        @Test func `it shows what happens, fits a window that changes, and outlives the daemon`() throws {
            try Site.run(replicas: 2) { site in
                let terminal = try top(site)
                try terminal.await("beijing")
                #expect(terminal.screen.isAlternate && !terminal.screen.showsCursor && !terminal.isCooked)
                try site.client("secret create hangzhou mail/password", input: bytes("x"))
                try terminal.await("resource_synchronized")
                try terminal.await("secret/mail/password")
                try terminal.await("2 in sync")

                try terminal.resize(columns: 40, rows: 8)
                try terminal.await("the keys in the last row") { $0.lines[7].hasPrefix("q quit") }
                #expect(terminal.screen.lines[0].hasPrefix("kmsyncd "))
                try terminal.resize(columns: 3, rows: 1)
                try terminal.await("as much as there is room for") { $0.lines == ["km…"] }
                try terminal.resize(columns: 120, rows: 40)
                try terminal.await("the wide screen") {
                    $0.lines[39].hasPrefix("q quit") && $0.text.contains("PRIMARY")
                }

                try #require(site.daemon.stop() == .exited(0))
                try terminal.await("kmsyncd unreachable for")
                try terminal.await("no lag") { screen in
                    let rows = screen.lines.filter { $0.contains("hangzhou") && $0.contains("active") }
                    return screen.lines[1].contains("lag unknown")
                        && rows.count == 2
                        && rows.allSatisfy { $0.split(separator: " ").count { $0 == "unknown" } == 2 }
                }
                try site.daemon.start()
                try terminal.await("the new daemon") { screen in
                    screen.lines[0].contains("running") && screen.text.contains("process \(site.daemon.id ?? 0)")
                        && screen.text.contains("kmsyncd was started anew")
                }
                try terminal.await("its replicas") { $0.text.contains("connected") && !$0.text.contains("unknown") }
                try site.client("secret create hangzhou second", input: bytes("x"))
                try terminal.await("secret/second")

                terminal.type("q")
                #expect(try terminal.end() == .exited(0))
                expectGivenBack(terminal)
            }
        }

        @Test(arguments: [
            ("\u{3}", 0, ChildProcess.End.exited(130)), ("", SIGTERM, .killed(SIGTERM)), ("", SIGHUP, .killed(SIGHUP)),
        ])
        func `however it ends, the terminal is given back`(
            typed: String,
            signal: Int32,
            end: ChildProcess.End
        ) throws {
            try Site.run { site in
                let terminal = try top(site)
                try terminal.await("None yet")
                if signal == 0 { terminal.type(typed) } else { terminal.process.signal(signal) }
                #expect(try terminal.end() == end)
                expectGivenBack(terminal)
            }
        }

        @Test func `a shell can stop it and let it go on`() throws {
            try Site.run { site in
                let shell = try TerminalProcess(
                    "/bin/bash",
                    ["--norc", "--noprofile", "-i"],
                    environment: ["PS1": "ready> ", "KMSYNC_SOCKET": site.daemon.socket]
                )
                try shell.await("ready>")
                shell.type("\(try Binaries.path("kmsync")) top\n")
                try shell.await("None yet")
                #expect(!shell.isCooked)
                shell.type("\u{1A}")
                try shell.await("the shell's screen") { !$0.isAlternate && $0.text.contains("Stopped") }
                shell.type("stty -a | tr ' ;' '\\n' | grep -xE -- '-?(icanon|echo)' | paste -sd+\n")
                try shell.await("icanon+echo")
                #expect(!shell.screen.text.contains("-icanon"))
                shell.type("fg\n")
                try shell.await("the view again") { $0.isAlternate && $0.text.contains("None yet") }
                shell.type("q")
                try shell.await("the shell's screen") { !$0.isAlternate }
                shell.type("echo ended with $?\n")
                try shell.await("ended with 0")
                shell.type("exit\n")
                #expect(try shell.end() == .exited(0))
            }
        }

        @Test func `with NO_COLOR there is none`() throws {
            try Site.run(replicas: 1) { site in
                for (value, isPlain) in [("1", true), ("", false)] {
                    let terminal = try top(site, environment: ["NO_COLOR": value])
                    try terminal.await("beijing")
                    terminal.type("q")
                    #expect(try terminal.end() == .exited(0))
                    #expect((terminal.screen.styleChanges == 0) == isPlain)
                }
            }
        }

        @Test func `without a terminal or a daemon it says what to do`() throws {
            try Site.run { site in
                let message = try site.client.fails(64, "top")
                #expect(message.contains("needs a terminal") && message.contains("kmsync status"))
                try #require(site.daemon.stop() == .exited(0))
                let terminal = try top(site)
                #expect(try terminal.end() == .exited(69))
                #expect(terminal.screen.text.contains("cannot be reached") && terminal.isCooked)
            }
        }
    }
}
