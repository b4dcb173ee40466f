// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyVault
import SyncEngine
import SyncModel

/// What both sides authenticate along with what is sealed: a payload opens only where it belongs.
enum LinkSecrecy {
    /// What a connection's key is bound to.
    static func connection(primary: InstanceID, replica: InstanceID, epoch: Epoch) -> [UInt8] {
        var fields = AuthenticatedFields(purpose: "kmsync connection 1")
        fields.append(primary.description)
        fields.append(replica.description)
        fields.append(UInt64(bitPattern: epoch.rawValue))
        return fields.bytes
    }

    /// What a payload is bound to (design, section 3, step 5).
    static func payload(
        _ id: ResourceID,
        _ revision: Revision,
        connection: LinkRequest.ConnectionID,
        primary: InstanceID,
        replica: InstanceID,
        epoch: Epoch
    ) -> [UInt8] {
        var fields = AuthenticatedFields(purpose: "kmsync payload 1")
        fields.append(primary.description)
        fields.append(replica.description)
        fields.append(UInt64(bitPattern: epoch.rawValue))
        fields.append(connection)
        fields.append(id.description)
        fields.append(UInt64(bitPattern: revision.rawValue))
        return fields.bytes
    }

    /// What an association's digest key is bound to on its way.
    static func digestKey(primary: InstanceID, replica: InstanceID, epoch: Epoch) -> [UInt8] {
        var fields = AuthenticatedFields(purpose: "kmsync digest key 1")
        fields.append(primary.description)
        fields.append(replica.description)
        fields.append(UInt64(bitPattern: epoch.rawValue))
        return fields.bytes
    }
}
