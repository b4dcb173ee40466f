// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import Systemd

/// Where entries go.
enum LogDestination: Sendable, Equatable {
    /// What `journalctl -t` selects.
    private static let identifier = "kmsyncd"
    /// What a line of `journalctl` shows of the fields: what it is about, before any detail.
    private static let subjectKeys = [
        "instance", "replica", "resource", "cause", "user", "method", "error", "file", "version", "instances", "socket",
        "limit", "count",
    ]

    /// The journal, with fields.
    case journal
    /// Standard error, a line each.
    case standardError

    /// The journal where standard error is connected to it, else standard error.
    static var ofThisProcess: LogDestination {
        JournalLogHandler.isStandardErrorConnectedToJournal ? .journal : .standardError
    }

    /// A logger whose level is the threshold's.
    func logger(threshold: LogThreshold) -> Logger {
        Logger(label: Self.identifier) { _ -> any LogHandler in
            switch self {
            case .journal:
                JournalLogHandler(
                    identifier: Self.identifier,
                    threshold: threshold,
                    subjectKeys: Self.subjectKeys,
                    detailKey: "detail",
                    fieldName: { JournalField.name(of: $0) }
                )
            case .standardError:
                // The message id is for the journal's catalog; to a reader of lines it says nothing.
                StandardErrorLogHandler(threshold: threshold, omittedKeys: [JournalLogHandler.messageIdentifierKey])
            }
        }
    }
}
