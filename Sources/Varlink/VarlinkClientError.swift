// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// What goes wrong on the way to a reply; a reply that is an error is thrown as `VarlinkError` instead.
package enum VarlinkClientError: Error, Sendable, Equatable {
    /// No connection to `path`; `errno` says why, see connect(2).
    case cannotConnect(path: String, errno: Int32)

    /// The connection ended before the call was taken: it has no effect, and may be made again.
    case callNotTaken

    /// The connection ended before the reply: whether the call took effect is not known.
    case connectionClosed

    /// No reply within the time that was asked for: whether the call took effect is not known.
    case timedOut

    /// What came is no varlink reply, or not the reply that was to come.
    case protocolViolation(reason: String)
}

extension VarlinkClientError: CustomStringConvertible {
    /// One sentence for a person.
    package var description: String {
        switch self {
        case .cannotConnect(let path, let number):
            "Cannot connect to \(path): \(String(cString: strerror(number)))."
        case .callNotTaken:
            "The service closed the connection before it took the call."
        case .connectionClosed:
            "The service closed the connection before it replied."
        case .timedOut:
            "The service did not reply in time."
        case .protocolViolation(let reason):
            "The service broke the protocol: \(reason)"
        }
    }
}
