// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// Where the daemon is.
struct SocketOption: ParsableArguments {
    /// Where the daemon listens when nothing else is said.
    static let standardSocketPath = "/run/kmsync/io.kmsync"

    @Option(
        help: ArgumentHelp(
            "The daemon's control socket; else $KMSYNC_SOCKET, else \(SocketOption.standardSocketPath).",
            valueName: "path"
        ),
        completion: .file()
    )
    var socket: String?

    /// The socket to connect to.
    var socketPath: String {
        if let socket { return socket }
        if let named = environmentVariable("KMSYNC_SOCKET"), !named.isEmpty { return named }
        return SocketOption.standardSocketPath
    }
}
