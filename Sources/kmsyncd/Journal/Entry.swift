// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import Systemd

/// One entry of the journal: its kind, what it asks of a person, a sentence that is the same for all of a kind, and fields.
struct Entry: Sendable, Equatable {
    let id: MessageID
    let urgency: Urgency
    let sentence: String
    /// By the names in small letters: `instance` is the field `KMSYNC_INSTANCE`.
    var metadata: Logger.Metadata
}

extension Logger {
    /// Writes the entry as of the place in the program that reports it (`CODE_FILE`, `CODE_LINE`, `CODE_FUNC`).
    func write(
        _ entry: Entry,
        file: String = #fileID,
        function: String = #function,
        line: UInt = #line
    ) {
        var metadata = entry.metadata
        metadata["\(JournalLogHandler.messageIdentifierKey)"] = "\(entry.id.rawValue)"
        log(
            level: entry.urgency.level,
            "\(entry.sentence)",
            metadata: metadata,
            file: file,
            function: function,
            line: line
        )
    }
}
