// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension Measurements {
    /// Takes from a transition what no request to a replica shows.
    package func observe(_ event: MonitorEvent) {
        guard let primary = event.instanceID, let replica = event.replicaID, let code = event.cause?.code else {
            return
        }
        let pair = ReplicaPair(primary: primary, replica: replica)
        switch (event.kind, code) {
        case (.replicaBackingOff, _): self.replica(pair).suspended(code)
        // The primary's own troubles: they end before anything is sent.
        case (.resourceFailed, .primaryReadFailed), (.resourceFailed, .internalError): self.replica(pair).failed(code)
        case _: return
        }
    }
}
