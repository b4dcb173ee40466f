// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Logging
import Systemd
import Testing

@testable import kmsyncd

struct LogDestinationTests {
    @Test func `entries go to the journal where standard error is connected to it`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("JOURNAL_STREAM")
            #expect(LogDestination.ofThisProcess == .standardError)
            var status = stat()
            try #require(fstat(STDERR_FILENO, &status) == 0)
            setenv("JOURNAL_STREAM", "\(status.st_dev):\(status.st_ino)", 1)
            #expect(LogDestination.ofThisProcess == .journal)
        }
    }

    @Test func `the logger has the handler and the level that are asked for`() {
        let threshold = LogThreshold(.warning)
        #expect(LogDestination.journal.logger(threshold: threshold).handler is JournalLogHandler)
        let logger = LogDestination.standardError.logger(threshold: threshold)
        #expect(logger.handler is StandardErrorLogHandler)
        #expect(logger.logLevel == .warning)
        threshold.level = .debug
        #expect(logger.logLevel == .debug)
    }

    @Test func `metadata keys become fields of the journal`() {
        let names = [
            "instance": "KMSYNC_INSTANCE", "replica": "KMSYNC_REPLICA", "resource": "KMSYNC_RESOURCE",
            "revision": "KMSYNC_REVISION", "cause": "KMSYNC_CAUSE", "attempt": "KMSYNC_ATTEMPT", "user": "KMSYNC_USER",
            "a.b-c_1": "KMSYNC_A_B_C_1", "Up": "KMSYNC_UP",
        ]
        for (key, name) in names { #expect(JournalField.name(of: key) == name) }
        for key in ["", "a b", "a=b", "ä", "a\n"] { #expect(JournalField.name(of: key) == nil) }
    }

    @Test func `message ids are 128 random bits each`() {
        #expect(Set(MessageID.allCases.map(\.rawValue)).count == MessageID.allCases.count)
        for id in MessageID.allCases { #expect(id.rawValue.wholeMatch(of: #/[0-9a-f]{32}/#) != nil, "\(id)") }
    }
}
