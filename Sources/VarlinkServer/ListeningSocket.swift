// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// A listening Unix stream socket, and whether its path is ours to remove.
///
/// Those who connect wait until a server accepts on it.
package struct ListeningSocket: Sendable {
    /// What to accept on.
    package let descriptor: Int32

    private let path: String?
    private let identity: FileIdentity?

    private struct FileIdentity: Equatable, Sendable {
        let device: UInt
        let inode: UInt
    }

    // As many as the kernel allows by default since 5.4; listen(2) caps it at net.core.somaxconn.
    private static let backlog: Int32 = 4_096

    /// Makes the socket, or takes the one that was handed over; throws `VarlinkServerError`.
    package init(_ address: ListenAddress) throws(VarlinkServerError) {
        switch address {
        case .path(let path, let mode):
            try self.init(path: path, mode: mode)
        case .descriptor(let descriptor):
            try self.init(descriptor: descriptor)
        }
    }

    /// Where it is, and who made it, in words.
    package var origin: String { path.map { "made at \($0)" } ?? "handed over by the service manager" }

    /// Removes the path, unless it is another's by now.
    ///
    /// The descriptor is closed by who accepts on it.
    package func removePath() {
        guard let path, let identity, ListeningSocket.identity(of: path) == identity else {
            return
        }
        unlink(path)
    }

    /// Gives it up unserved: nobody finds a socket there that nobody answers at.
    package func abandon() {
        removePath()
        close(descriptor)
    }

    private init(descriptor: Int32) throws(VarlinkServerError) {
        var listening: Int32 = 0
        var domain: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0, listening != 0,
            getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0, domain == AF_UNIX
        else {
            throw .unusableDescriptor(descriptor)
        }
        self.descriptor = descriptor
        path = nil
        identity = nil
    }

    private init(path: String, mode: UInt32) throws(VarlinkServerError) {
        try ListeningSocket.removeStale(path)
        let descriptor = try ListeningSocket.makeSocket(path)
        let bound = ListeningSocket.withAddress(path) { bind(descriptor, $0, $1) }
        guard bound == 0, chmod(path, mode) == 0, listen(descriptor, ListeningSocket.backlog) == 0 else {
            let number = errno
            close(descriptor)
            if bound == 0 {
                unlink(path)
            }
            throw number == EADDRINUSE ? .alreadyServed(path: path) : .cannotListen(path: path, errno: number)
        }
        self.descriptor = descriptor
        self.path = path
        identity = ListeningSocket.identity(of: path)
    }

    // A socket that refuses connections has nobody behind it.
    private static func removeStale(_ path: String) throws(VarlinkServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else {
                throw .cannotListen(path: path, errno: errno)
            }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .notASocket(path: path)
        }
        let probe = try makeSocket(path)
        defer { close(probe) }
        let result = withAddress(path) { connect(probe, $0, $1) }
        let number = result == 0 ? 0 : errno
        // EAGAIN: somebody listens, with a full backlog.
        guard number != 0, number != EAGAIN else {
            throw .alreadyServed(path: path)
        }
        guard number == ECONNREFUSED else {
            throw .cannotListen(path: path, errno: number)
        }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .cannotListen(path: path, errno: errno)
        }
    }

    private static func makeSocket(_ path: String) throws(VarlinkServerError) -> Int32 {
        guard !path.isEmpty, path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path),
            !path.utf8.contains(0)
        else {
            throw .cannotListen(path: path, errno: path.isEmpty ? ENOENT : ENAMETOOLONG)
        }
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_UNIX, Int32(kind), 0)
        guard descriptor >= 0 else {
            throw .cannotListen(path: path, errno: errno)
        }
        return descriptor
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func identity(of path: String) -> FileIdentity? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            return nil
        }
        return FileIdentity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    }
}
