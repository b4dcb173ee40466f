// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// A directory of one test, with a path that is short enough for a socket; removed with the value.
final class Sandbox {
    let path: String
    private var isKept = false

    init() throws {
        var template = Array("/tmp/kmsync-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Other users of the machine come to the socket, and are to be refused by the daemon, not by the directory.
        chmod(path, 0o755)
    }

    /// Leaves everything where it is, for those who look for what went wrong.
    func keep() { isKept = true }

    deinit {
        guard !isKept else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: file(name)))
        return file(name)
    }

    func read(_ name: String) -> [UInt8] { FileManager.default.contents(atPath: file(name)).map(Array.init) ?? [] }

    /// Every file below the sandbox, by its path in it.
    func files() -> [String] {
        let found = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return found.sorted().filter { name in
            let type = try? FileManager.default.attributesOfItem(atPath: file(name))[.type]
            return type as? FileAttributeType == .typeRegular
        }
    }
}
