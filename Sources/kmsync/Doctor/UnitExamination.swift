// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// What systemd says of the daemon's unit, where there is a systemd.
struct UnitExamination {
    private static let unit = "kmsyncd.service"
    private static let subject = "systemd"
    private static let properties = "LoadState,ActiveState,SubState,Result,UnitFileState,MainPID"

    /// The process of the daemon that answers; nil: none does.
    let daemonID: Int?

    var findings: [Finding] {
        // sd_booted(3).
        guard access("/run/systemd/system", F_OK) == 0, let program = InstalledProgram.find("systemctl") else {
            return []
        }
        let arguments = ["show", Self.unit, "--property", Self.properties]
        guard let outcome = InstalledProgram.run(program, arguments), outcome.status == 0 else {
            return [.warn(Self.subject, "systemctl does not answer", "look with `systemctl status kmsyncd`")]
        }
        var found: [String: String] = [:]
        for line in outcome.output.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            found[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        return [finding(found)]
    }

    func finding(_ unit: [String: String]) -> Finding {
        let state = "\(unit["ActiveState"] ?? "unknown") (\(unit["SubState"] ?? "unknown"))"
        if unit["LoadState"] != "loaded" {
            guard daemonID == nil else { return .ok(Self.subject, "the daemon that answers is no service of systemd") }
            return .warn(
                Self.subject,
                "\(Self.unit) is \(unit["LoadState"] ?? "not known")",
                "install kmsync with its unit (`make install`, or the package), then `systemctl daemon-reload`"
            )
        }
        switch unit["ActiveState"] {
        case "active":
            if let daemonID, unit["MainPID"] != "\(daemonID)" {
                return .warn(
                    Self.subject,
                    "\(Self.unit) is process \(unit["MainPID"] ?? "?"), and process \(daemonID) answers here",
                    "two daemons run: check --socket"
                )
            }
            return .ok(Self.subject, "\(Self.unit) is \(state)")
        case "failed":
            return .fail(
                Self.subject,
                "\(Self.unit) has failed: \(unit["Result"] ?? "unknown")",
                "`journalctl -u kmsyncd -e` says why; then `systemctl restart kmsyncd`"
            )
        case "activating" where unit["SubState"] == "auto-restart":
            return .fail(
                Self.subject,
                "\(Self.unit) ends again and again: \(unit["Result"] ?? "unknown")",
                "`journalctl -u kmsyncd -e` says why"
            )
        default:
            // It reloads, or stops: the daemon is its own all the same.
            if let daemonID, unit["MainPID"] == "\(daemonID)" { return .ok(Self.subject, "\(Self.unit) is \(state)") }
            guard daemonID == nil else {
                return .ok(Self.subject, "\(Self.unit) is \(state); another daemon answers here")
            }
            let starts = unit["UnitFileState"] == "enabled" ? "it starts at boot" : "it does not start at boot"
            return .warn(
                Self.subject,
                "\(Self.unit) is \(state); \(starts)",
                "`systemctl enable --now kmsyncd` starts it"
            )
        }
    }
}
