// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing

/// A directory that goes with the test.
enum TemporaryDirectory {
    /// Makes one, and removes it and the files in it afterwards.
    static func with(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/varlink-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            if let directory = opendir(path) {
                while let entry = readdir(directory) {
                    let name = withUnsafePointer(to: &entry.pointee.d_name) {
                        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    }
                    unlink(path + "/" + name)
                }
                closedir(directory)
            }
            rmdir(path)
        }
        try body(path)
    }
}
