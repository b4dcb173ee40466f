// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

extension SecretsInterface.Secret {
    init(_ secret: Secret, of instance: InstanceID) {
        self.init(
            instanceId: instance.description,
            name: secret.name.description,
            encryptionKeyId: secret.encryptionKeyID?.description,
            state: secret.state,
            versions: secret.versions.map {
                SecretsInterface.SecretVersion(
                    versionId: $0.id.description,
                    stages: $0.stages,
                    createdAt: $0.createdAt.description
                )
            },
            description: secret.description,
            tags: secret.tags,
            revision: Int(secret.revision.rawValue),
            plannedDeletionAt: secret.plannedDeletionAt?.description,
            createdAt: secret.createdAt.description
        )
    }
}
