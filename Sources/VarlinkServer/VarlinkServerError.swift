// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Why a server cannot listen.
package enum VarlinkServerError: Error, Sendable, Equatable {
    /// Another process answers at the path.
    case alreadyServed(path: String)

    /// There is something at the path that is no socket.
    case notASocket(path: String)

    /// A system call failed; `errno` says why.
    case cannotListen(path: String, errno: Int32)

    /// The descriptor is no listening Unix stream socket.
    case unusableDescriptor(Int32)

    /// The kernel does not tell who the peer is.
    case noPeerCredentials(errno: Int32)

    /// The server was started before; it can be started once.
    case alreadyStarted
}

extension VarlinkServerError: CustomStringConvertible {
    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .alreadyServed(let path):
            "Another process answers at \(path); stop it, or choose another path."
        case .notASocket(let path):
            "There is something at \(path) that is no socket; remove it, or choose another path."
        case .cannotListen(let path, let number):
            "Cannot listen at \(path) (\(String(cString: strerror(number)))); \(Self.advice(number))."
        case .unusableDescriptor(let descriptor):
            "Descriptor \(descriptor) is no listening Unix stream socket; check the socket unit."
        case .noPeerCredentials(let number):
            "Cannot find out who the peer is: \(String(cString: strerror(number)))."
        case .alreadyStarted:
            "The server was started before; make another."
        }
    }

    private static func advice(_ number: Int32) -> String {
        switch number {
        case ENOENT, ENOTDIR: "create the directory above it, or choose another path"
        case EACCES, EPERM, EROFS: "let this user write to the directory above it, or choose another path"
        case ENAMETOOLONG: "choose a path of at most 107 bytes"
        case _: "choose another path"
        }
    }
}
