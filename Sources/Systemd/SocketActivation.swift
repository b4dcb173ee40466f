// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CSystemd
import Glibc

/// The sockets that the service manager opened for this process, by sd_listen_fds_with_names(3).
package enum SocketActivation {
    /// A listening socket that was handed over; close-on-exec is set.
    package struct ListeningDescriptor: Equatable, Sendable {
        /// Owned by the caller from now on.
        package let descriptor: Int32

        /// `FileDescriptorName=` of the socket unit, by default the unit's name.
        package let name: String
    }

    /// The listening `AF_UNIX` stream sockets that were handed over; empty when there are none.
    ///
    /// To be called once, before any thread starts: it unsets `$LISTEN_FDS` and its companions, so that no child process
    /// takes them for its own. Throws for a descriptor of another kind, rather than to leave it open and unserved.
    package static func listeningDescriptors() throws(SystemdError) -> [ListeningDescriptor] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        if count < 0 {
            throw SystemdError("The sockets of $LISTEN_FDS could not be taken over", code: count)
        }
        defer { free(names) }
        var taken: [ListeningDescriptor] = []
        for index in 0..<count {
            let name = names?[Int(index)]
            taken.append(
                ListeningDescriptor(
                    descriptor: SD_LISTEN_FDS_START + index,
                    name: name.map { String(cString: $0) } ?? ""
                )
            )
            free(name)
        }
        for socket in taken where sd_is_socket_unix(socket.descriptor, CInt(SOCK_STREAM.rawValue), 1, nil, 0) <= 0 {
            throw SystemdError(
                "Descriptor \(socket.descriptor), named '\(LogText.escaped(socket.name))', is no listening AF_UNIX stream"
                    + " socket: correct ListenStream= of the socket unit."
            )
        }
        return taken
    }
}
