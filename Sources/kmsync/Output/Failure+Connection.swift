// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Varlink

extension Failure {
    /// What went wrong on the way to a reply.
    init(_ error: VarlinkClientError) {
        switch error {
        case .cannotConnect(let path, let number) where number == EACCES || number == EPERM:
            self.init(
                .notPermitted,
                "Not permitted to connect to \(path): \(Failure.words(number)).",
                next: Failure.groups
            )
        case .cannotConnect(let path, let number):
            self.init(
                .unreachable,
                "kmsyncd cannot be reached at \(path): \(Failure.words(number)).",
                next: "See `systemctl status kmsyncd`; `systemctl start kmsyncd` starts it, "
                    + "and without systemd `kmsyncd --socket \(path)`."
            )
        case .callNotTaken:
            self.init(
                .unreachable,
                "kmsyncd stops and took the call no more; nothing was changed.",
                next: "Repeat it; `systemctl status kmsyncd` says whether it is back."
            )
        case .connectionClosed:
            self.init(
                .unreachable,
                "kmsyncd closed the connection before it replied; whether a change took effect is not known.",
                next: "Look before you repeat one; `journalctl -u kmsyncd` says what happened."
            )
        case .timedOut:
            self.init(
                .timedOut,
                "kmsyncd did not reply in time: whether a change took effect is not known.",
                next: "Look before you repeat one; `systemctl status kmsyncd` says whether it is busy."
            )
        case .protocolViolation(let reason):
            self.init(
                .internalError,
                "What answered does not speak as kmsyncd does: \(reason)",
                next: "Check --socket, and the versions: `kmsync version`."
            )
        }
    }

    /// An errno of connect(2) in words, without capital letter and full stop.
    static func words(_ number: Int32) -> String {
        switch number {
        case ENOENT: "there is no such socket"
        case ECONNREFUSED: "nothing listens there"
        case EAGAIN: "it is too busy to take a connection"
        case ENOTSOCK, EPROTOTYPE: "that is no such socket"
        case ENAMETOOLONG: "the path of a socket has at most 107 bytes"
        default: String(cString: strerror(number)).lowercased()
        }
    }
}
