// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// Completions and manual pages, made from the real programs and held against real shells and mandoc.
    struct ShellTests {
        private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path

        private func run(_ program: String, _ arguments: [String], _ changes: [String: String] = [:]) throws -> String {
            let outcome = try Command(
                program: "/usr/bin/env",
                arguments: [program] + arguments,
                environment: Surroundings.with(changes)
            ).run()
            try #require(outcome.status == 0, "\(program) \(arguments): \(outcome)")
            return outcome.text + outcome.messages
        }

        /// The directory of the programs under test.
        private func programs() throws -> String {
            URL(filePath: try Binaries.path("kmsync")).deletingLastPathComponent().path
        }

        private func completions(in sandbox: Sandbox) throws -> String {
            let share = sandbox.file("share")
            _ = try run("\(Self.sources)/Scripts/completions.sh", [try programs(), share])
            return share
        }

        /// What bash offers at the end of each line.
        private func offered(_ lines: [String], share: String, socket: String) throws -> [String] {
            let script = """
                . "$1"/bash-completion/completions/kmsync
                shift
                for line; do
                    read -ra COMP_WORDS <<<"$line"
                    [[ $line == *' ' ]] && COMP_WORDS+=('')
                    COMP_LINE=$line COMP_POINT=${#line} COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9 COMP_KEY=9
                    COMPREPLY=()
                    _kmsync kmsync "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                    echo "${COMPREPLY[*]}"
                done
                """
            let path = "\(try programs()):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
            let text = try run(
                "bash",
                ["--norc", "-c", script, "bash", share] + lines,
                ["PATH": path, "KMSYNC_SOCKET": socket]
            )
            return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }

        @Test func `bash completes commands, options, and what the daemon has`() throws {
            try Site.run(replicas: 2) { site in
                try site.client("key create hangzhou --id orders")
                try site.client("secret create hangzhou mail/password", input: bytes("x"))
                try site.client("instance create shenzhen --region r")
                let share = try completions(in: site.daemon.sandbox)
                let expected = [
                    ("kmsync re", "replica resource reload"), ("kmsync key cr", "create"),
                    ("kmsync key show han", "hangzhou"), ("kmsync key show hangzhou ", "orders"),
                    ("kmsync secret get hangzhou m", "mail/password"),
                    ("kmsync resource retry hangzhou secret/", "secret/mail/password"),
                    ("kmsync replica show hangzhou ", "beijing shanghai"), ("kmsync replica add hangzhou ", "shenzhen"),
                    ("kmsync wait hangzhou --replica s", "shanghai"), ("kmsync wait ", "hangzhou shenzhen"),
                    ("kmsync resource list hangzhou --status in", "in_progress in_sync"),
                    ("kmsync resource list hangzhou --wa", "--watch"),
                ]
                let lines = expected.map(\.0)
                let found = try offered(lines, share: share, socket: site.daemon.socket)
                for ((line, wanted), got) in zip(expected, found) {
                    // Options may stand anywhere, and so are offered beside every argument.
                    let words = got.split(separator: " ").filter { !$0.hasPrefix("-") || line.contains("--wa") }
                    #expect(words.joined(separator: " ") == wanted, "\(line): \(got)")
                }
                // Without a daemon it offers what it knows itself, and says nothing.
                let silent = try offered(["kmsync key show han", "kmsync re"], share: share, socket: "/nowhere")
                #expect(silent == ["", "replica resource reload"])
            }
        }

        @Test func `the completions of each shell are programs of that shell`() throws {
            let sandbox = try Sandbox()
            let share = try completions(in: sandbox)
            for program in ["kmsync", "kmsyncd"] {
                for (shell, file) in [
                    ("bash", "bash-completion/completions/\(program)"), ("zsh", "zsh/vendor-completions/_\(program)"),
                    ("fish", "fish/vendor_completions.d/\(program).fish"),
                ] {
                    #expect(try run(shell, ["-n", "\(share)/\(file)"]).isEmpty)
                }
            }
            let zsh = String(decoding: sandbox.read("share/zsh/vendor-completions/_kmsync"), as: UTF8.self)
            #expect(zsh.hasPrefix("#compdef kmsync\n"))
        }

        private func text(_ page: String) throws -> String {
            try run("mandoc", ["-T", "ascii", "-O", "width=100", page]).replacing(/.\u{8}/, with: "")
        }

        @Test func `there is a manual page for each command, and mandoc has nothing to say about it`() throws {
            let sandbox = try Sandbox()
            for (program, section) in [("kmsync", "1"), ("kmsyncd", "8")] {
                _ = try run(
                    "\(Self.sources)/Scripts/manual.py",
                    [try Binaries.path(program), section, sandbox.file("man")],
                    ["SOURCE_DATE_EPOCH": "1790000000"]
                )
            }
            let pages = try FileManager.default.contentsOfDirectory(atPath: sandbox.file("man")).sorted()
            for page in ["kmsync.1", "kmsync-key.1", "kmsync-top.1", "kmsync-replica.1", "kmsyncd.8"] {
                #expect(pages.contains(page))
            }
            let files = pages.map { sandbox.file("man/\($0)") } + ["\(Self.sources)/docs/man/kmsync-master-key.8"]
            #expect(try run("mandoc", ["-T", "lint", "-W", "warning"] + files).isEmpty)
            let key = try text(sandbox.file("man/kmsync-key.1"))
            #expect(key.contains("kmsync key create instance [--spec spec]"))
            #expect(key.contains("The key's id; else the daemon chooses one."))
            #expect(key.contains("September 21, 2026"))
            let main = try text(sandbox.file("man/kmsync.1"))
            #expect(main.contains("EXIT STATUS") && main.contains("Daemon unreachable."))
            let daemon = try text(sandbox.file("man/kmsyncd.8"))
            for section in ["SIGNALS", "SERVICE", "CREDENTIALS", "JOURNAL", "ENVIRONMENT", "FILES", "EXIT STATUS"] {
                #expect(daemon.contains("\n\(section)\n"), "\(section)")
            }
            #expect(daemon.contains(/\n +73 +Another daemon holds the state directory./))
        }

        @Test func `the manual of the configuration has every key and its default`() throws {
            let sandbox = try Sandbox()
            let configuration = "\(Self.sources)/config/kmsyncd.yaml"
            _ = try run(
                "\(Self.sources)/Scripts/manual-configuration.py",
                [configuration, "0", sandbox.path],
                ["SOURCE_DATE_EPOCH": "1790000000"]
            )
            let page = sandbox.file("kmsyncd.yaml.5")
            #expect(try run("mandoc", ["-T", "lint", "-W", "warning", page]).isEmpty)
            let said = try text(page)
            let keys = try String(contentsOfFile: configuration, encoding: .utf8)
                .matches(of: /\n *#([A-Za-z]+): (\S.*)/)
            #expect(keys.count > 30)
            for key in keys { #expect(said.contains("\(key.1) (default: \(key.2))"), "\(key.1)") }
            #expect(said.contains("roles.operator.groups (default: [kmsync-operator])"))
            #expect(said.contains("Replicas of a primary (1 to 64)."))
        }
    }
}
