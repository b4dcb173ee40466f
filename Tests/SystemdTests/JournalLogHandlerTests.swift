// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Logging
import Systemd
import TestSupport
import Testing

struct JournalLogHandlerTests {
    @Test func `standard error belongs to the journal when device and inode say so`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("JOURNAL_STREAM")
            expectSame(JournalLogHandler.isStandardErrorConnectedToJournal, false)
            var status = stat()
            try #require(fstat(STDERR_FILENO, &status) == 0)
            setenv("JOURNAL_STREAM", "\(status.st_dev):\(status.st_ino)", 1)
            expectSame(JournalLogHandler.isStandardErrorConnectedToJournal, true)
            setenv("JOURNAL_STREAM", "\(status.st_dev):\(status.st_ino + 1)", 1)
            expectSame(JournalLogHandler.isStandardErrorConnectedToJournal, false)
        }
    }

    @Test(arguments: zip(Logger.Level.allCases, [7, 7, 6, 5, 4, 3, 2]))
    func `levels have the priorities of syslog`(_ level: Logger.Level, _ priority: Int) {
        #expect(JournalLogHandler.priority(of: level) == priority)
    }

    @Test(
        .enabled(
            if: JournalSandbox.isPossible,
            "NOT TESTED HERE: needs root, CAP_SYS_ADMIN, no chroot, and /lib/systemd/systemd-journald"
        )
    )
    func `an entry reaches a real journal with its fields`() async {
        await #expect(processExitsWith: .success) {
            try withTemporaryDirectory { directory in
                let journal = try JournalSandbox(directory: directory)
                var logger = Logger(label: "test") { _ in
                    JournalLogHandler(identifier: "probe", threshold: LogThreshold(.info)) { key in
                        switch key {
                        case "replica", "text": "APP_" + key.uppercased()
                        case "bad": "not a name\nPRIORITY"
                        case "trusted": "_UID"
                        default: nil
                        }
                    }
                }
                logger[metadataKey: "replica"] = "eu-2"
                let hostile = "one\nPRIORITY=0\ntwo"
                let metadata: Logger.Metadata = [
                    "text": "\(hostile)", "hidden": "h", "bad": "b", "trusted": "4711",
                    "message.id": "0123456789abcdef0123456789abcdef",
                ]
                logger.warning("\(hostile)", metadata: metadata, file: "Probe.swift", function: "f()", line: 42)
                logger.debug("below the threshold")

                let entries = try journal.entries(identifier: "probe")
                expectSame(entries.count, 1)
                let entry = try #require(entries.first)
                let expected = [
                    "MESSAGE": hostile, "PRIORITY": "4", "SYSLOG_IDENTIFIER": "probe", "APP_REPLICA": "eu-2",
                    "APP_TEXT": hostile, "MESSAGE_ID": "0123456789abcdef0123456789abcdef",
                    "CODE_FILE": "Probe.swift", "CODE_LINE": "42", "CODE_FUNC": "f()",
                ]
                expectSame(entry.filter { !$0.key.hasPrefix("_") }, expected)
                expectSame(entry["_PID"], "\(getpid())")
                expectSame(entry["_UID"], "0")
            }
        }
    }
}
