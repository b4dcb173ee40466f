// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

extension KeysInterface.Key {
    init(_ key: Key, of instance: InstanceID) {
        self.init(
            instanceId: instance.description,
            keyId: key.id.description,
            spec: key.spec,
            state: key.state,
            primaryVersionId: key.primaryVersionID.description,
            versions: key.versions.map {
                KeysInterface.KeyVersion(versionId: $0.id.description, createdAt: $0.createdAt.description)
            },
            aliases: key.aliases.map(\.name),
            description: key.description,
            tags: key.tags,
            revision: Int(key.revision.rawValue),
            plannedDeletionAt: key.plannedDeletionAt?.description,
            createdAt: key.createdAt.description
        )
    }
}
