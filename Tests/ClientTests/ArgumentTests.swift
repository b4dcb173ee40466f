// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Testing

@testable import kmsync

struct ArgumentTests {
    /// One line for each verb of the contract that is there, with all its flags.
    @Test(arguments: [
        "status", "status --json", "instance create a --region r --zone z --account c --key-quota 1 --secret-quota 2",
        "instance list --no-legend", "instance show a", "instance quota a --key-quota 5",
        "instance release a --confirm a",
        "key create i", "key create i --id k --spec ec_p256 --alias alias/a --alias alias/b --tag a=b --description d",
        "key import i f --spec ed25519 --base64 --id k", "key list i", "key show i k", "key update i k --alias alias/a",
        "key update i k --no-aliases --no-tags --description d", "key rotate i k", "key enable i k", "key disable i k",
        "key delete i k --days 7", "key undelete i k", "key encrypt i k --base64 --context a=b --file f",
        "key decrypt i --base64 --context a=b", "key sign i k --algorithm ed25519 --base64",
        "key verify i k --signature f --version v --algorithm ed25519", "key public i k --version v",
        "secret create i n --key k --version v --file f --tag a=b", "secret put i n --version v --stage s --file f",
        "secret get i n --version v --stage s", "secret list i", "secret show i n", "secret update i n --tag a=b",
        "secret stage i n S --to v --from w", "secret delete i n --days 9", "secret delete i n --force --confirm n",
        "secret restore i n", "secret import i f g", "replica check p r --at h:1 --type selected --resource key/k",
        "replica add p r --type all", "replica add p r --type selected --resource key/k --resource secret/n --at h:1",
        "replica list", "replica list p", "replica show p r", "replica pause p r --reason why --for 2h",
        "replica resume p r", "replica remove p r --dry-run", "replica remove p r --confirm r",
        "resource list p --replica r --status failed --cause fenced --limit 5", "resource list p --watch",
        "resource add p key/k secret/n --replica r", "resource add p --all",
        "resource retry p key/k --replica r --cause c",
        "wait p --replica r --resource key/k --timeout 30s", "events --replica r --json",
        "fault set r --latency 80ms --jitter 20ms --loss 0.1 --fail 0.2 --code c --rate 5 --for 5m",
        "fault set r --outage",
        "fault list", "fault clear", "fault clear r", "reload", "log-level debug", "version",
    ])
    func `a command line of the contract is taken, with --socket anywhere`(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        for position in 0...words.count {
            var arguments = words
            arguments.insert(contentsOf: ["--socket", "/s"], at: position)
            // Between an option and its value is no place for another option.
            if position > 0, words[position - 1].hasPrefix("--"), position < words.count { continue }
            let command = try KMSync.parseAsRoot(ArgumentOrder.movingSocketBack(arguments))
            let verb = try #require(command as? any Verb, "\(arguments)")
            #expect(verb.options.socketPath == "/s")
        }
    }

    @Test(arguments: [
        "instance create a", "instance quota a", "key update i k", "secret update i n", "secret stage i n s",
        "secret delete i n --force --days 7", "secret delete i n --confirm n", "secret put i n value",
        "replica add p r",
        "replica add p r --type all --resource key/k", "replica add p r --type some", "replica pause p r",
        "resource add p", "resource add p key/k --all", "resource list p --limit 0",
        "resource list p --watch --limit 3",
        "fault set r", "fault set r --latency fast", "wait p --timeout soon", "secret import i",
        "key create i --tag novalue",
        "kye list i", "key lst i", "status --sokcet /x", "top --interval 10ms", "top --interval 61s",
    ])
    func `a wrong command line is status 64`(line: String) {
        let error = #expect(throws: (any Error).self) {
            try KMSync.parseAsRoot(line.split(separator: " ").map(String.init))
        }
        if let error { #expect(KMSync.exitCode(for: error).rawValue == kmsync.ExitStatus.usage.rawValue) }
    }

    @Test
    func `every command says what it does and every argument what it is for`() {
        var verbs = 0
        func visit(_ command: any ParsableCommand.Type) {
            let configuration = command.configuration
            #expect(!configuration.abstract.isEmpty, "\(command)")
            let help = KMSync.helpMessage(for: command, includeHidden: true, columns: 200)
            let lines = help.split(separator: "\n")
            for (line, following) in zip(lines, lines.dropFirst() + [""])
            where line.hasPrefix("  -") || line.hasPrefix("  <") {
                let said = line.replacing(/^  (-h, )?[-<][^ ]+( <[^ ]+>)?( \.\.\.)? */, with: "")
                #expect(!said.isEmpty || following.hasPrefix("                    "), "\(command): \(line)")
            }
            verbs += command is any Verb.Type ? 1 : 0
            let grouped = configuration.groupedSubcommands.flatMap(\.subcommands)
            for child in configuration.ungroupedSubcommands + grouped { visit(child) }
        }
        visit(KMSync.self)
        #expect(verbs == 52)
    }

    @Test(arguments: [
        ("80ms", Duration.milliseconds(80)), ("30s", .seconds(30)), ("30", .seconds(30)), ("1h30m", .seconds(5400)),
        ("0.5s", .milliseconds(500)), ("2d", .seconds(172_800)),
    ])
    func `durations have units`(text: String, duration: Duration) {
        #expect(DurationArgument(argument: text)?.duration == duration)
    }

    @Test(arguments: ["", "s", "5x", "1h30", "-5s", "1e3s", "5 s", "99999999d", "1.2.3s", "inf"])
    func `what is no duration is refused`(text: String) {
        #expect(DurationArgument(argument: text) == nil)
    }

    @Test
    func `a value may hold equals signs and the last of equal keys counts`() {
        let tags = ["a=b=c", "d=", "d=e"].compactMap(TagArgument.init)
        #expect(tags.dictionary == ["a": "b=c", "d": "e"])
        #expect(TagArgument(argument: "=x") == nil)
    }

    @Test
    func `what follows two dashes is left where it is`() {
        #expect(
            ArgumentOrder.movingSocketBack(["--socket", "/s", "a", "--", "--socket"]) == [
                "a", "--socket", "/s", "--", "--socket",
            ]
        )
    }
}
