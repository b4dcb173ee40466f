// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// One thing that was looked at, how it is, and what to do about it.
struct Finding: Encodable, Equatable {
    /// How bad it is.
    enum Level: String, Encodable, CaseIterable {
        /// As it should be.
        case ok
        /// Works, and a person should look at it.
        case warn
        /// Does not work.
        case fail
    }

    let level: Level
    /// What was looked at.
    let subject: String
    /// How it is; never a value.
    let message: String
    /// What to do; nil: nothing.
    let remedy: String?

    static func ok(_ subject: String, _ message: String) -> Finding {
        Finding(level: .ok, subject: subject, message: message, remedy: nil)
    }

    static func warn(_ subject: String, _ message: String, _ remedy: String) -> Finding {
        Finding(level: .warn, subject: subject, message: message, remedy: remedy)
    }

    static func fail(_ subject: String, _ message: String, _ remedy: String) -> Finding {
        Finding(level: .fail, subject: subject, message: message, remedy: remedy)
    }

    /// One line.
    func line(_ screen: Screen) -> String {
        let padding = String(repeating: " ", count: 5 - level.rawValue.count)
        let styled = style.applied(to: level.rawValue, color: screen.color)
        let next = remedy.map { " \(sentenceCase($0))" } ?? ""
        let end = ".!?".contains(message.last ?? ".") ? "" : "."
        return "\(styled)\(padding)\(printable("\(subject): \(message)\(end)\(next)"))\n"
    }

    private var style: TerminalStyle {
        switch level {
        case .ok: .good
        case .warn: .waiting
        case .fail: .bad
        }
    }
}

/// All findings, and what they come to.
struct Diagnosis: Encodable, Equatable {
    /// What the daemon said on the way to it.
    enum Contact: String, Encodable {
        case answers
        case unreachable
        case notPermitted = "not_permitted"
    }

    let daemon: Contact
    let findings: [Finding]

    /// The table of `kmsync doctor --help`.
    var exitStatus: ExitStatus {
        switch daemon {
        case .unreachable: .unreachable
        case .notPermitted: .notPermitted
        case .answers:
            if findings.contains(where: { $0.level == .fail }) {
                .partial
            } else {
                findings.contains { $0.level == .warn } ? .falsehood : .success
            }
        }
    }

    func text(_ screen: Screen) -> String { findings.map { $0.line(screen) }.joined() }
}
