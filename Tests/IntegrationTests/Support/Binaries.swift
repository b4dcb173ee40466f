// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// The programs under test: beside the test executable, else in the directory that `KMSYNC_BINARIES` names.
enum Binaries {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func path(_ name: String) throws -> String {
        let directory = try ProcessInfo.processInfo.environment["KMSYNC_BINARIES"] ?? besideTests()
        let path = "\(directory)/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(description: "There is no \(path): build it with `swift build`, or set KMSYNC_BINARIES.")
        }
        return path
    }

    private static func besideTests() throws -> String {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: executable).deletingLastPathComponent().path
    }
}
