// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Glibc
import Testing

/// A directory of its own, removed with everything in it when this is released.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/kmsync-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
    }

    /// Writes a file in it and returns its path.
    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String, mode: mode_t = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try Data(Array(bytes)).write(to: URL(fileURLWithPath: file))
        try #require(chmod(file, mode) == 0)
        return file
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }
}
