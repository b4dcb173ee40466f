// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Glibc
import Logging
import Systemd
import Testing

/// A real log handler that writes to a file, and the lines that came.
final class LogFile: Sendable {
    private let directory: TemporaryDirectory
    private let descriptor: Int32

    init() throws {
        directory = try TemporaryDirectory()
        descriptor = open(directory.path + "/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
    }

    deinit { close(descriptor) }

    func logger(_ threshold: LogThreshold = LogThreshold(.info)) -> Logger {
        Logger(label: "test") { [descriptor] _ in
            StandardErrorLogHandler(threshold: threshold, showsTime: false, descriptor: descriptor)
        }
    }

    /// Every line since the beginning.
    func lines() throws -> [String] {
        let data = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/log"))
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
