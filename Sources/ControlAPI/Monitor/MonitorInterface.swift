// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/io.kmsync.Monitor.varlink by `make varlink`; do not edit.

package import Varlink

/// The interface `io.kmsync.Monitor`: its methods and types, and its description in the words of the protocol.
package enum MonitorInterface {
    /// What `org.varlink.service.GetInterfaceDescription` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
            # What happens, as it happens.
            interface io.kmsync.Monitor

            type Event (
              # +1 for every event of this daemon's run; a gap means that events were missed.
              number: int,
              at: string,
              # instance_created, resource_changed, association_created, replica_connected, replica_backing_off, \#
            resource_synchronized,
              # resource_failed, replica_in_sync, replica_paused, replica_resumed, replica_disassociated, \#
            drift_found, ...
              event: string,
              instanceId: ?string,
              replicaInstanceId: ?string,
              resourceId: ?string,
              failureCode: ?string,
              message: string
            )

            # Requires "more".
            method Subscribe(instanceId: ?string, replicaInstanceId: ?string, events: ?[]string) -> (event: Event)

            """#
    )
}
