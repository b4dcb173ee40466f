// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import VarlinkServer

extension ControlServices {
    /// The connection policy of the control socket: nobody without a role or a grant comes in, which is recorded.
    package func admission(of peer: Peer) -> Admission {
        let admission = access.current.admission(of: peer)
        if admission == .refused {
            audit.record(
                AuditEntry(
                    peer: peer,
                    method: AuditEntry.connecting,
                    instanceID: nil,
                    resource: nil,
                    outcome: .denied(required: .viewer)
                )
            )
        }
        return admission
    }
}
