// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// All Swift files of the package, found from where this file lies.
enum SourceTree {
    static let files: [SourceFile] = {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ["Sources", "Tests", "Benchmarks"].flatMap { folder in files(in: root, folder: folder) }
    }()

    private static func files(in root: URL, folder: String) -> [SourceFile] {
        let base = root.appendingPathComponent(folder)
        guard let paths = FileManager.default.enumerator(atPath: base.path) else { return [] }
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: base.appendingPathComponent(path), encoding: .utf8) else {
                return nil
            }
            return SourceFile(path: "\(folder)/\(path)", text: text)
        }
    }
}
