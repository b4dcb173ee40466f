// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import VarlinkServer

/// The control socket and what its peers may take.
struct SocketConfiguration: Sendable, Equatable {
    /// Most bytes of its path: `sun_path` of unix(7) with its NUL has 108.
    static let maximumPathBytes = 107

    /// Where it is; a socket that the service manager hands over goes before it.
    var path = "/run/kmsync/io.kmsync"
    /// What peers may take.
    var server = ServerConfiguration()

    /// The keys of `socket`.
    static var section: ConfigurationSection<Self> {
        ConfigurationSection([
            .value("path", \.path) { node throws(ConfigurationError) in
                try node.absolutePath(atMost: maximumPathBytes)
            },
            .integer("connections", \.server.maximumConnections, in: 1...4096),
            .integer("connectionsPerUser", \.server.maximumConnectionsForEachUser, in: 1...4096),
            .integer("connectionsKeptForAdministrators", \.server.connectionsKeptForAdministrators, in: 0...4095),
            .integer("pipelinedCalls", \.server.maximumPipelinedCalls, in: 1...1024),
            .integer("frameBytes", \.server.maximumFrameBytes, in: 65_536...16_777_216),
            .seconds("idleSeconds", \.server.idleTimeout, in: 1...86_400),
            .seconds("requestSeconds", \.server.requestTimeout, in: 1...3600),
        ]) { socket in
            let server = socket.server
            guard server.connectionsKeptForAdministrators >= server.maximumConnections else { return nil }
            return ConfigurationSection.Contradiction(
                keys: ["connectionsKeptForAdministrators", "connections"],
                reason:
                    "socket.connectionsKeptForAdministrators (\(server.connectionsKeptForAdministrators)) has to be less"
                    + " than socket.connections (\(server.maximumConnections)): otherwise nobody else could connect."
            )
        }
    }
}
