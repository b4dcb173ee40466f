// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/io.kmsync.Faults.varlink by `make varlink`; do not edit.

package import Varlink

/// The interface `io.kmsync.Faults`: its methods and types, and its description in the words of the protocol.
package enum FaultsInterface {
    /// What `org.varlink.service.GetInterfaceDescription` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
            # Faults on the links to replicas hosted by this daemon, to rehearse what the network and the far \#
            region do.
            # They do not outlive the daemon.
            interface io.kmsync.Faults

            type Fault (
              replicaInstanceId: string,
              latencyMilliseconds: ?float,
              jitterMilliseconds: ?float,
              # Share of requests, 0 to 1, that are lost: no answer, outcome unknown.
              lossRatio: ?float,
              # Share of requests, 0 to 1, that the replica answers with failureCode.
              failureRatio: ?float,
              failureCode: ?string,
              # Connections are refused at once (replica_unreachable). A black hole is lossRatio 1.
              outage: ?bool,
              # Requests per second before the replica throttles.
              rateLimit: ?float,
              expiresAt: ?string
            )

            method SetFault(fault: Fault) -> (fault: Fault)
            method ListFaults() -> (faults: []Fault)
            method ClearFault(replicaInstanceId: ?string) -> (cleared: int)

            """#
    )
}
