// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// The state directory, locked against a second daemon for as long as this is kept.
final class StateDirectory: Sendable {
    /// The name of the file that is locked, which holds the number of the process that locked it.
    private static let lockName = "lock"
    /// Only we look inside.
    private static let mode: mode_t = 0o700

    /// Where it is.
    let path: String
    private let lock: Descriptor

    /// Where the files of the instances are.
    var instancesPath: String { path + "/instances" }

    /// Makes the directory and `instances` in it where they are not there, checks that both can be written, and locks.
    ///
    /// The directory above has to be there. Throws `locked` while another daemon has it.
    init(opening path: String) throws(StateError) {
        self.path = path
        try Self.make(path)
        lock = try Self.lock(path)
        try Self.make(path + "/instances")
    }

    /// The same for a directory that is there; nil where nothing is, and then nothing is made.
    convenience init?(existing path: String) throws(StateError) {
        var status = stat()
        guard stat(path, &status) == 0 || errno != ENOENT else { return nil }
        try self.init(opening: path)
    }

    private static func make(_ path: String) throws(StateError) {
        if mkdir(path, mode) != 0 {
            let fault = SystemFault.last
            switch fault.code {
            case EEXIST: break
            case ENOENT: throw .parentMissing(path: path)
            case ENOTDIR: throw .notADirectory(path: path)
            case EACCES, EPERM, EROFS: throw .notWritable(path: path, fault)
            case _: throw .failed(action: "The directory \(path) could not be made", fault)
            }
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .failed(action: "The directory \(path) could not be examined", .last)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notADirectory(path: path) }
        // By the effective user, as for every later call; faccessat(2) sees read-only file systems as well.
        guard faccessat(AT_FDCWD, path, R_OK | W_OK | X_OK, AT_EACCESS) == 0 else {
            throw .notWritable(path: path, .last)
        }
    }

    /// flock(2): the kernel releases it however the process ends.
    private static func lock(_ directory: String) throws(StateError) -> Descriptor {
        let path = "\(directory)/\(lockName)"
        do throws(SystemFault) {
            let descriptor = try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW)
            var result: Int32
            repeat { result = flock(descriptor.number, LOCK_EX | LOCK_NB) } while result != 0 && errno == EINTR
            if result == 0 {
                try name(ourselvesIn: descriptor)
                return descriptor
            }
            guard errno == EWOULDBLOCK else { throw .last }
        } catch {
            switch error.code {
            case EACCES, EPERM, EROFS: throw .notWritable(path: path, error)
            case _: throw .failed(action: "The file \(path) could not be locked", error)
            }
        }
        throw .locked(path: directory, processID: holder(path))
    }

    /// The number is for people: a disk that has no room for it is no reason not to start.
    private static func name(ourselvesIn descriptor: borrowing Descriptor) throws(SystemFault) {
        guard ftruncate(descriptor.number, 0) == 0 else { throw .last }
        let text = Array("\(getpid())\n".utf8)
        guard let fault = text.withUnsafeBytes({ descriptor.write($0) }) else { return }
        guard fault.code == ENOSPC || fault.code == EDQUOT else { throw fault }
    }

    /// Who holds the lock; nil where it has not said so yet.
    private static func holder(_ path: String) -> Int32? {
        do throws(SystemFault) {
            guard let text = try Descriptor(opening: path, O_RDONLY).readAll(atMost: 32) else { return nil }
            return Int32(String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self))
        } catch {
            // ignoring: the refusal stands without the number.
            return nil
        }
    }
}
