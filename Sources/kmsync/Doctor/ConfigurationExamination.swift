// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Whether the daemon would take its configuration, by asking the installed daemon.
struct ConfigurationExamination {
    private static let subject = "configuration"

    /// The file; nil: the daemon's own default.
    let file: String?
    /// Whether a person named it: then it has to be there.
    let isNamed: Bool

    var findings: [Finding] {
        guard let program = InstalledProgram.find("kmsyncd") else {
            return [.ok(Self.subject, "not checked: kmsyncd is not installed on this machine")]
        }
        // A file that nobody named need not be there; asked for by name, it would have to.
        let isThere = file.map { access($0, F_OK) == 0 } ?? false
        let arguments = isThere || isNamed ? file.map { ["--config", $0] } ?? [] : []
        guard let outcome = InstalledProgram.run(program, ["--check-config"] + arguments) else {
            return [.warn(Self.subject, "\(program) --check-config did not end", "run it by hand")]
        }
        if outcome.status == 0 {
            let name = file ?? String(outcome.output.prefix { $0 != ":" })
            let isCorrect = access(name, F_OK) == 0
            return [
                .ok(Self.subject, isCorrect ? "\(name) is correct" : "there is no \(name): the defaults are in force")
            ]
        }
        return [
            .fail(
                Self.subject,
                reason(outcome.messages),
                "correct it, check it by `kmsyncd --check-config`, then `kmsync reload`"
            )
        ]
    }

    /// The daemon's own sentence, without what its log puts before it.
    private func reason(_ messages: String) -> String {
        let lines = messages.split(separator: "\n")
        guard let line = lines.first(where: { file.map($0.contains) ?? true }) ?? lines.last else {
            return "kmsyncd refuses it without a word"
        }
        guard let file, let place = line.firstRange(of: file) else { return String(line) }
        let reason = line[place.lowerBound...]
        return String(reason.last == "\"" ? reason.dropLast() : reason)
    }
}
