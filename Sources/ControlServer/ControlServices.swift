// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import KeyManagement
package import SyncEngine
package import SyncModel

/// Everything that handlers call: ports of the other rooms, and who may call them.
package struct ControlServices: Sendable {
    /// The instances, with their keys and secrets.
    package let instances: any InstanceCatalog
    /// The associations and what goes over them.
    package let synchronization: any SynchronizationControl
    /// The rehearsed faults.
    package let faults: any FaultControl
    /// What happens, as it happens.
    package let events: any EventFeed
    /// The daemon itself.
    package let daemon: any DaemonControl
    /// Where refusals, uses of material and changes are recorded.
    package let audit: any AuditLog
    /// Who may call what.
    package let access: AccessControl
    /// The present time; called from any thread.
    package let now: @Sendable () -> Timestamp

    /// Puts the parts together.
    package init(
        instances: any InstanceCatalog,
        synchronization: any SynchronizationControl,
        faults: any FaultControl,
        events: any EventFeed,
        daemon: any DaemonControl,
        audit: any AuditLog,
        access: AccessControl,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.instances = instances
        self.synchronization = synchronization
        self.faults = faults
        self.events = events
        self.daemon = daemon
        self.audit = audit
        self.access = access
        self.now = now
    }
}
