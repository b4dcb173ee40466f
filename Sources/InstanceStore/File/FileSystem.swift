// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// The few calls that files need beside SQLite; each is durable when it returns.
enum FileSystem {
    /// Gives a finished file its final name, and makes the name durable.
    static func publish(_ draft: String, as path: String) throws(StoreError) {
        guard rename(draft, path) == 0 else { throw fault("rename to \(path)") }
        try syncDirectory(of: path)
    }

    /// Takes a database out of use by another name, durably; where that fails it has its name again.
    static func retire(_ path: String, as retired: String) throws(StoreError) {
        do throws(StoreError) {
            try publish(path, as: retired)
        } catch {
            // A rename that is not known to be on disk: whoever asked is told that nothing became of it.
            if !exists(path), rename(retired, path) != 0 {
                throw fault("rename back to \(path)")
            }
            throw error
        }
    }

    /// Removes a database with its log; what is not there is fine.
    static func removeDatabase(_ path: String) throws(StoreError) { try remove(path, suffixes: ["", "-wal", "-shm"]) }

    /// Removes the log of a database that is no longer there: one of the same name would be opened with it.
    static func removeLog(_ path: String) throws(StoreError) { try remove(path, suffixes: ["-wal", "-shm"]) }

    /// Whether there is a file of this name.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func remove(_ path: String, suffixes: [String]) throws(StoreError) {
        for suffix in suffixes where unlink(path + suffix) != 0 && errno != ENOENT {
            throw fault("remove \(path + suffix)")
        }
        try syncDirectory(of: path)
    }

    private static func syncDirectory(of path: String) throws(StoreError) {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        let directory = String(path[..<end])
        let descriptor = open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("open \(directory)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault("sync \(directory)") }
    }

    /// What the newest failed call means.
    private static func fault(_ action: String) -> StoreError {
        let number = errno
        return StoreError.isNoSpace(number) ? .full : .failed(detail: "\(action): \(String(cString: strerror(number)))")
    }
}
