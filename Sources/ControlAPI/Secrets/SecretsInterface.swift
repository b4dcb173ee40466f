// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/io.kmsync.Secrets.varlink by `make varlink`; do not edit.

package import Varlink

/// The interface `io.kmsync.Secrets`: its methods and types, and its description in the words of the protocol.
package enum SecretsInterface {
    /// What `org.varlink.service.GetInterfaceDescription` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
            # Secrets of an instance. A secret has at most 10 versions and 8 stages; beyond that the oldest \#
            version without a stage goes, and
            # where there is none the change is refused. KeyNotFound, KeyNotUsable and QuotaExceeded of \#
            io.kmsync.Keys apply.
            # A new version takes the stage ACSCurrent; the one before it takes ACSPrevious.
            interface io.kmsync.Secrets

            type SecretVersion (versionId: string, stages: []string, createdAt: string)

            type Secret (
              instanceId: string,
              # 1 to 256 characters: ASCII letters, digits and / _ + = . @ -, no empty, '.' or '..' part between \#
            slashes.
              name: string,
              # The key of the same instance under which the values are sealed (aes_256); null: the instance's \#
            root key.
              encryptionKeyId: ?string,
              # active, pending_deletion
              state: string,
              versions: []SecretVersion,
              description: string,
              tags: [string]string,
              revision: int,
              plannedDeletionAt: ?string,
              createdAt: string
            )

            # value: base64, 0 to 65,536 bytes once decoded.
            method CreateSecret(instanceId: string, name: string, value: string, versionId: ?string, \#
            encryptionKeyId: ?string, description: ?string, tags: ?[string]string) -> (secret: Secret)
            # The same versionId with the same value succeeds and changes nothing; with another value it is refused.
            method PutSecretValue(instanceId: string, name: string, value: string, versionId: ?string, stages: \#
            ?[]string) -> (secret: Secret, versionId: string)
            method GetSecretValue(instanceId: string, name: string, versionId: ?string, stage: ?string) -> (value: \#
            string, versionId: string, stages: []string)
            method ListSecrets(instanceId: string, limit: ?int, after: ?string) -> (secrets: []Secret, next: \#
            ?string)
            method DescribeSecret(instanceId: string, name: string) -> (secret: Secret)
            method UpdateSecret(instanceId: string, name: string, description: ?string, tags: ?[string]string) -> \#
            (secret: Secret)
            method UpdateSecretVersionStage(instanceId: string, name: string, stage: string, moveToVersionId: \#
            ?string, removeFromVersionId: ?string) -> (secret: Secret)
            # recoveryWindowDays: 7 to 30; force deletes at once and for good.
            method DeleteSecret(instanceId: string, name: string, recoveryWindowDays: ?int, force: ?bool) -> \#
            (plannedDeletionAt: ?string)
            method RestoreSecret(instanceId: string, name: string) -> (secret: Secret)

            error SecretNotFound(instanceId: string, name: string)
            error SecretExists(instanceId: string, name: string)
            error SecretVersionNotFound(name: string, versionId: ?string, stage: ?string)
            error VersionContentConflict(name: string, versionId: string)
            error ValueTooLarge(limit: int)

            """#
    )
}
