// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Glibc
import Varlink

/// Why the daemon did not answer at its socket.
struct SocketExamination {
    private static let subject = "socket"
    private static let start = "`systemctl start kmsyncd` starts it; `journalctl -u kmsyncd` says why it ended"

    let path: String

    func finding(after error: any Error) -> (Diagnosis.Contact, Finding) {
        switch error {
        case VarlinkClientError.cannotConnect(_, let number): cannotConnect(number)
        case VarlinkClientError.timedOut:
            (.unreachable, .fail(Self.subject, "kmsyncd takes calls at \(path) and does not reply", Self.restart))
        case let error as VarlinkError where Failure(error).status == .notPermitted: notPermitted
        case let error as VarlinkError where Failure(error).status != .unreachable: (.answers, said(Failure(error)))
        default: (.unreachable, said(Failure(error)))
        }
    }

    /// Whether a daemon is there all the same: there is none only where nothing listens.
    static func isUp(after error: any Error) -> Bool {
        guard case VarlinkClientError.cannotConnect(_, let number) = error else { return true }
        return ![ENOENT, ECONNREFUSED, ENOTSOCK, EPROTOTYPE].contains(number)
    }

    private func said(_ failure: Failure?) -> Finding {
        let message = failure?.sentence ?? "kmsyncd at \(path) ended the connection"
        return .fail(Self.subject, message, failure?.next ?? Self.restart)
    }

    private static let restart = "`journalctl -u kmsyncd` may say why; `systemctl restart kmsyncd` starts it anew"

    private var notPermitted: (Diagnosis.Contact, Finding) {
        (
            .notPermitted,
            .fail(Self.subject, "kmsyncd at \(path) does not permit this to user \(geteuid())", Failure.groups)
        )
    }

    private func cannotConnect(_ number: Int32) -> (Diagnosis.Contact, Finding) {
        switch number {
        case ENOENT:
            (.unreachable, .fail(Self.subject, "there is nothing at \(path): kmsyncd does not run", Self.start))
        case ECONNREFUSED:
            (
                .unreachable,
                .fail(
                    Self.subject,
                    "\(path) is left over from a daemon that is gone",
                    "\(Self.start); the new daemon takes the socket over"
                )
            )
        case EAGAIN:
            (
                .unreachable,
                .fail(Self.subject, "kmsyncd at \(path) takes no connections: it hangs, or is overloaded", Self.restart)
            )
        case EACCES, EPERM:
            (
                .notPermitted,
                .fail(
                    Self.subject,
                    "user \(geteuid()) may not open \(path)",
                    "the directory above it has to let users through; \(Failure.groups)"
                )
            )
        case ENOTSOCK, EPROTOTYPE:
            (.unreachable, .fail(Self.subject, "\(path) is no socket of kmsyncd", "check --socket and $KMSYNC_SOCKET"))
        default:
            (.unreachable, .fail(Self.subject, "\(path): \(String(cString: strerror(number)))", "check --socket"))
        }
    }
}
