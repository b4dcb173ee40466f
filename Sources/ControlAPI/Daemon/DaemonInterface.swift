// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/io.kmsync.Daemon.varlink by `make varlink`; do not edit.

package import Varlink

/// The interface `io.kmsync.Daemon`: its methods and types, and its description in the words of the protocol.
package enum DaemonInterface {
    /// What `org.varlink.service.GetInterfaceDescription` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
            # The daemon itself.
            interface io.kmsync.Daemon

            type Status (
              version: string,
              # starting, running, degraded, draining
              state: string,
              pid: int,
              startedAt: string,
              instances: int,
              associations: int,
              resources: int,
              counts: StatusCounts,
              # Worst of the replicas; null when unknown.
              lagSeconds: ?float,
              connections: int,
              # What the caller may do: viewer, operator, administrator.
              callerRole: ?string,
              # The daemon's wall clock, RFC 3339, UTC.
              time: ?string,
              sqliteVersion: ?string,
              stateDirectory: ?string,
              # The configuration file that is read, whether it is there or not.
              configurationFile: ?string,
              files: ?[]InstanceFile
            )

            # The file of an instance. walBytes: what is not in the file proper yet. fault: why the instance \#
            cannot be used.
            type InstanceFile (instanceId: string, bytes: int, walBytes: int, fault: ?string)

            type StatusCounts (pending: int, in_progress: int, in_sync: int, failed: int, unknown: int, detached: \#
            int)

            method GetStatus() -> (status: Status)
            # OpenMetrics text.
            method GetMetrics() -> (metrics: string)
            # Reads the configuration again. Answers once it is in force; a bad file changes nothing.
            method Reload() -> ()
            method SetLogLevel(level: string) -> ()

            error BadConfiguration(file: string, line: ?int, reason: string)
            # Instead of an answer to whatever the first call of a connection is; then the connection is closed. \#
            The caller's kind has limit places.
            error TooManyConnections(limit: int)

            """#
    )
}
