// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// The environment of the programs under test: that of the tests, without what would mislead them.
enum Surroundings {
    private static let misleading: Set<String> = [
        "KMSYNC_SOCKET", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "JOURNAL_STREAM", "STATE_DIRECTORY",
        "CREDENTIALS_DIRECTORY", "CONFIGURATION_DIRECTORY", "WATCHDOG_USEC", "WATCHDOG_PID", "INVOCATION_ID",
    ]

    static func with(_ changes: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment.filter { !misleading.contains($0.key) }.merging(changes) { $1 }
    }

    /// A number of the environment, for those who want a longer or another run.
    static func number(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } }

    /// The programs are built with a sanitizer, which costs memory and time of its own.
    static let isSanitized = ProcessInfo.processInfo.environment["KMSYNC_SANITIZE_THREAD"] != nil
}
