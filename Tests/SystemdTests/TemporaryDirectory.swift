// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Glibc
import Testing

/// A directory of its own for `body`, removed afterwards with everything in it.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/kmsync-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
    }
    return try body(path)
}
