// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CSystemd
import Glibc
package import Logging

/// Writes each message as one journal entry with fields, by journald's native protocol (sd_journal_sendv(3)).
///
/// To be chosen when `isStandardErrorConnectedToJournal`: without a journal, libsystemd drops entries and says nothing.
/// The metadata key `message.id` becomes `MESSAGE_ID`, which selects the text of the catalog (`journalctl -x`).
package struct JournalLogHandler: LogHandler {
    /// The metadata key whose value (32 hexadecimal digits) becomes `MESSAGE_ID`.
    package static let messageIdentifierKey = "message.id"

    /// How long journald lets the name of a field be, in bytes.
    package static let maximumFieldNameLength = 64

    /// What every message of this handler carries.
    package var metadata: Logger.Metadata = [:]

    /// What the surrounding task adds to every message.
    package var metadataProvider: Logger.MetadataProvider?

    private let identifier: String
    private let threshold: LogThreshold
    private let subjectKeys: [String]
    private let detailKey: String?
    private let fieldName: @Sendable (String) -> String?
    private var ownLevel: Logger.Level?

    /// - Parameters:
    ///   - identifier: What `journalctl -t` selects (`SYSLOG_IDENTIFIER`).
    ///   - threshold: The level that all handlers share.
    ///   - subjectKeys: The metadata whose values stand behind the message in brackets, in this order, where a line is all
    ///     that a person sees.
    ///   - detailKey: The metadata key whose value stands in parentheses behind the message, where a line is all that a
    ///     person sees.
    ///   - fieldName: The journal field of a metadata key, such as `APP_USER` for `user`; nil leaves the key out.
    package init(
        identifier: String,
        threshold: LogThreshold,
        subjectKeys: [String] = [],
        detailKey: String? = nil,
        fieldName: @escaping @Sendable (String) -> String?
    ) {
        self.identifier = identifier
        self.threshold = threshold
        self.subjectKeys = subjectKeys
        self.detailKey = detailKey
        self.fieldName = fieldName
    }

    /// The threshold's level, unless this handler was given one of its own.
    package var logLevel: Logger.Level {
        get { ownLevel ?? threshold.level }
        set { ownLevel = newValue }
    }

    /// One value of `metadata`.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes the event as one journal entry.
    package func log(event: LogEvent) {
        let metadata = Logger.Metadata.merged(metadata, metadataProvider, event)
        var entry = JournalEntry()
        let subjects = subjectKeys.compactMap { key in metadata[key].map { "\(key) \($0)" } }
        let subject = subjects.isEmpty ? "" : " [\(subjects.joined(separator: ", "))]"
        let detail = detailKey.flatMap { metadata[$0] }.map { " (\($0))" } ?? ""
        entry.append("MESSAGE", event.message.description + subject + detail)
        entry.append("PRIORITY", String(Self.priority(of: event.level)))
        entry.append("SYSLOG_IDENTIFIER", identifier)
        entry.append("CODE_FILE", event.file)
        entry.append("CODE_LINE", String(event.line))
        entry.append("CODE_FUNC", event.function)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            if key == Self.messageIdentifierKey {
                entry.append("MESSAGE_ID", value.description)
            } else if let name = fieldName(key), Self.isFieldName(name) {
                entry.append(name, value.description)
            }
        }
        if entry.send() < 0 {
            // The journal is there but refused the entry: it must not be lost.
            StandardErrorLogHandler(threshold: threshold).write(event, metadata: metadata)
        }
    }

    /// Whether the journal reads this process's standard error, by `$JOURNAL_STREAM` (systemd.exec(5)).
    package static var isStandardErrorConnectedToJournal: Bool {
        guard let stream = getenv("JOURNAL_STREAM") else { return false }
        var status = stat()
        return fstat(STDERR_FILENO, &status) == 0 && String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    }

    /// The syslog priority (syslog(3)) of a level.
    package static func priority(of level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    /// Whether journald takes this name from a client: capitals, digits and underscores, led by a capital.
    static func isFieldName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x41...0x5A).contains(first) else { return false }
        return name.utf8.count <= maximumFieldNameLength
            && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
