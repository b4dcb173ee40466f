// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where time, chance and waiting may come from.
enum TimeRules {
    /// The targets at the edge of the program; all others are given times and identifiers.
    static let targetsWithClocks: Set<String> = [
        "SyncRuntime", "InstanceStore", "KeyVault", "Systemd", "VarlinkServer", "Varlink", "OpenMetrics",
        "MetricsServer", "kmsyncd", "kmsync", "driver",
    ]

    static func sleepingTests(_ file: SourceFile) -> [Finding] {
        guard file.isTest else { return [] }
        return file.tokens.indices.compactMap { place in
            let isSleep =
                ["sleep", "usleep", "nanosleep", "asyncAfter"].contains(file.text(at: place))
                && file.text(at: place + 1) == "(" && file.text(at: place - 1) != "func"
            return isSleep ? file.finding(file.tokens[place].line, "a test that sleeps: await a signal instead") : nil
        }
    }

    static func clocksAndChance(_ file: SourceFile) -> [Finding] {
        if file.isTest || targetsWithClocks.contains(file.target) { return [] }
        let places =
            file.positions(of: "Date", "(", ")") + file.positions(of: "UUID", "(", ")")
            + file.positions(of: ".", "random", "(").filter { !isSeeded(file, call: $0 + 2) }
            + file.positions(of: "SystemRandomNumberGenerator")
            + file.positions(of: "clock_gettime") + file.positions(of: ".", "now").filter { isClock(file, before: $0) }
        return places.sorted().map {
            file.finding(file.tokens[$0].line, "time or chance in a target that is given them")
        }
    }

    static func suspensionInEngine(_ file: SourceFile) -> [Finding] {
        guard file.target == "SyncEngine" else { return [] }
        let places =
            file.positions(of: "await") + file.positions(of: "async") + file.positions(of: "Task", "{")
            + file.positions(of: "Task", ".")
        return places.sorted().map {
            file.finding(file.tokens[$0].line, "the engine runs to completion: no suspension, no tasks")
        }
    }

    /// `.random(in:using:)` draws from a generator that was given.
    private static func isSeeded(_ file: SourceFile, call open: Int) -> Bool {
        var depth = 0
        for position in open..<file.tokens.count {
            switch file.text(at: position) {
            case "(": depth += 1
            case ")": depth -= 1
            case "using" where depth == 1: return true
            case _: break
            }
            if depth == 0 { return false }
        }
        return false
    }

    /// `Date.now`, `ContinuousClock().now`, `clock.now` and a bare `.now` ask a clock; `change.now` is a given value.
    private static func isClock(_ file: SourceFile, before place: Int) -> Bool {
        let owner = file.text(at: place - 1)
        guard let first = owner.first, first.isLetter || first == "_" else { return true }
        return first.isUppercase || owner.lowercased().hasSuffix("clock") || owner == "return"
    }
}
