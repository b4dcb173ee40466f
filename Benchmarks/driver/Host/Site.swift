// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// Where a run works: the programs that it measures, and a directory of its own that goes with it.
final class Site {
    /// The directory with kmsyncd, kmsync and kmsync-limit.
    let binaries: String
    /// Below `TMPDIR`, on the disk that is measured.
    let directory: String
    private var states = 0
    private let interruptions: [any DispatchSourceSignal]

    init(binaries: String) throws {
        self.binaries = binaries
        for name in ["kmsyncd", "kmsync", "kmsync-limit"] where access("\(binaries)/\(name)", X_OK) != 0 {
            throw BenchFailure("\(binaries)/\(name) is not there: run 'make bench', which builds it.")
        }
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp"
        var template = Array("\(base)/kmsync-bench.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw BenchFailure("\(base): \(text(of: errno)): set TMPDIR to a directory on the disk to measure.")
        }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        interruptions = Interruption.watch(directory: directory)
    }

    deinit { remove(directory) }

    /// The path of a state directory that does not exist yet.
    func newState() -> String {
        states += 1
        return "\(directory)/state-\(states)"
    }

    /// A copy of the state of a daemon that does not run, on disk before this returns.
    func copy(of state: String) throws -> String {
        let copy = newState()
        try FileManager.default.copyItem(atPath: state, toPath: copy)
        sync()
        return copy
    }

    /// Puts a copy of a file in place of what is there.
    func copyFile(_ path: String, to copy: String) throws {
        remove(copy)
        try FileManager.default.copyItem(atPath: path, toPath: copy)
    }

    func remove(_ path: String) {
        // ignoring: what is left lies below the temporary directory.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of an instance's file below a state directory.
    static func file(of instance: String, in state: String) -> String { "\(state)/instances/\(instance).sqlite" }
}
