// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// A failure cause in words.
enum CauseText {
    /// Code, sentence, remedy, attempts and what happens next, in one line.
    static func line(_ cause: SynchronizationInterface.FailureCause, _ screen: Screen) -> String {
        var parts = ["\(cause.code.rawValue): \(sentenceCase(cause.message))"]
        if !cause.remedy.isEmpty { parts.append(sentenceCase(cause.remedy)) }
        parts.append(sentenceCase("\(counted(cause.attempts, "attempt")) since \(screen.time(cause.firstFailedAt))"))
        if let next = cause.nextAttemptAt {
            let when = screen.time(next)
            parts.append(
                sentenceCase(when.hasSuffix("ago") || when == "now" ? "next attempt is due" : "next attempt \(when)")
            )
        }
        return parts.joined(separator: " ")
    }
}

/// Counts of synchronization statuses in words.
enum CountsText {
    /// `12 in sync, 1 failed`; `none` where all are 0.
    static func text(_ counts: SynchronizationInterface.StatusCounts) -> String {
        let parts = [
            (counts.inSync, "in sync"), (counts.inProgress, "in progress"), (counts.pending, "pending"),
            (counts.failed, "failed"), (counts.unknown, "unknown"), (counts.detached, "detached"),
        ]
        let shown = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return shown.isEmpty ? "none" : shown.joined(separator: ", ")
    }
}
