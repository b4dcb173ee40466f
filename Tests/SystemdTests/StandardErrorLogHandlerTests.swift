// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Logging
import Systemd
import Testing

struct StandardErrorLogHandlerTests {
    /// What the logger that `body` uses writes.
    private func written(showsTime: Bool = false, _ body: (inout Logger, LogThreshold) -> Void) throws -> String {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let threshold = LogThreshold(.info)
        var logger = Logger(label: "test") { [ends] _ in
            StandardErrorLogHandler(threshold: threshold, showsTime: showsTime, descriptor: ends[1])
        }
        body(&logger, threshold)
        close(ends[1])
        defer { close(ends[0]) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(ends[0], &buffer, buffer.count), count > 0 {
            text += buffer.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    @Test func `a message is one line with its level and its metadata in order`() throws {
        let text = try written { logger, _ in
            logger[metadataKey: "instance"] = "primary"
            logger.warning(
                "Replica is slow",
                metadata: ["replica": "eu-2", "empty": "", "text": "a \"b\" c", "n": "1=2"]
            )
        }
        #expect(
            text == #"warning Replica is slow empty="" instance=primary n="1=2" replica=eu-2 text="a \"b\" c""# + "\n"
        )
    }

    @Test func `the error of an event is told`() throws {
        let text = try written { logger, _ in logger.error("Failed", error: SampleError()) }
        #expect(text == "error Failed error=\"no luck\"\n")
    }

    @Test func `nothing that others chose can forge a line or move the cursor`() throws {
        let hostile = "a\ninfo forged\r\u{1b}[2J\u{0}\u{9b}\u{2028}\u{202e}\t\u{7f}"
        let text = try written { logger, _ in
            logger.info("\(hostile)", metadata: ["k\nx": "\(hostile)"])
        }
        #expect(text.filter { $0.isNewline }.count == 1)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value < 0x7F) })
        #expect(text.hasPrefix(#"info a\ninfo forged\r\u{1b}[2J\u{0}\u{9b}\u{2028}\u{202e}\t\u{7f} k\nx="a\ninfo"#))
    }

    @Test func `letters of any script stay as they are`() throws {
        #expect(try written { logger, _ in logger.info("ключ é 鍵 🔑") } == "info ключ é 鍵 🔑\n")
    }

    @Test func `the threshold holds for all loggers at once, and a logger's own level for itself`() throws {
        let text = try written { logger, threshold in
            logger.debug("1")
            threshold.level = .debug
            logger.debug("2")
            var own = logger
            own.logLevel = .error
            own.info("3")
            logger.info("4")
            threshold.level = .critical
            logger.error("5")
        }
        #expect(text == "debug 2\ninfo 4\n")
    }

    @Test func `a time is RFC 3339 in UTC with milliseconds, and now`() throws {
        let before = seconds()
        let text = try written(showsTime: true) { logger, _ in logger.info("x") }
        let match = try #require(
            try /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{3}Z info x\n/.wholeMatch(in: text)
        )
        let numbers = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int32($0) }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        #expect((before...seconds()).contains(timegm(&parts)))
    }

    private func seconds() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return now.tv_sec
    }
}

private struct SampleError: Error, CustomStringConvertible {
    let description = "no luck"
}
