// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CSystemd
import Glibc
package import Logging

/// Writes each message as one line, `TIME LEVEL MESSAGE KEY=VALUE…`, in one write(2), so that lines never mix.
///
/// Control characters of messages and values are escaped: a hostile name can neither forge a line nor move the cursor.
package struct StandardErrorLogHandler: LogHandler {
    /// What every message of this handler carries.
    package var metadata: Logger.Metadata = [:]

    /// What the surrounding task adds to every message.
    package var metadataProvider: Logger.MetadataProvider?

    private let threshold: LogThreshold
    private let showsTime: Bool
    private let omittedKeys: Set<String>
    private let descriptor: Int32
    private var ownLevel: Logger.Level?

    /// - Parameters:
    ///   - threshold: The level that all handlers share.
    ///   - showsTime: Whether a line begins with its time (RFC 3339, UTC); nil: unless the journal stamps the line.
    ///   - omittedKeys: Metadata that a reader of lines has no use for.
    ///   - descriptor: Where lines go; standard error unless said otherwise.
    package init(
        threshold: LogThreshold,
        showsTime: Bool? = nil,
        omittedKeys: Set<String> = [],
        descriptor: Int32 = STDERR_FILENO
    ) {
        self.threshold = threshold
        self.omittedKeys = omittedKeys
        self.showsTime = showsTime ?? !JournalLogHandler.isStandardErrorConnectedToJournal
        self.descriptor = descriptor
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

    /// Writes the event as one line.
    package func log(event: LogEvent) {
        write(event, metadata: .merged(metadata, metadataProvider, event))
    }

    func write(_ event: LogEvent, metadata: Logger.Metadata) {
        var line = showsTime ? Self.time() + " " : ""
        line += "\(event.level.rawValue) \(LogText.escaped(event.message.description))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where !omittedKeys.contains(key) {
            line += " \(LogText.escaped(key))=\(LogText.value(value.description))"
        }
        line += "\n"
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Standard error is gone or full: there is nobody left to tell.
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Now, as RFC 3339 in UTC with milliseconds.
    private static func time() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        return padded(Int(parts.tm_year) + 1900, 4) + "-" + padded(Int(parts.tm_mon) + 1, 2) + "-"
            + padded(Int(parts.tm_mday), 2) + "T" + padded(Int(parts.tm_hour), 2) + ":" + padded(Int(parts.tm_min), 2)
            + ":" + padded(Int(parts.tm_sec), 2) + "." + padded(now.tv_nsec / 1_000_000, 3) + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
