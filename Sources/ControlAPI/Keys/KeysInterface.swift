// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/io.kmsync.Keys.varlink by `make varlink`; do not edit.

package import Varlink

/// The interface `io.kmsync.Keys`: its methods and types, and its description in the words of the protocol.
package enum KeysInterface {
    /// What `org.varlink.service.GetInterfaceDescription` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
            # Keys of an instance: life cycle, and cryptographic use at a primary or at a replica.
            # Binary values are base64. Errors of io.kmsync.Instances apply as well.
            interface io.kmsync.Keys

            type KeyVersion (versionId: string, createdAt: string)

            type Key (
              instanceId: string,
              # 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.
              keyId: string,
              # aes_256: encrypt/decrypt. rsa_2048, rsa_3072, rsa_4096, ec_p256, ec_p384, ed25519: sign/verify. \#
            hmac_sha_256: generate/verify MAC.
              spec: string,
              # enabled, disabled, pending_deletion
              state: string,
              # The version that encrypts or signs; older ones still decrypt and verify.
              primaryVersionId: string,
              # A newer version that replicas still have to confirm before it encrypts; see rotation barrier.
              pendingVersionId: ?string,
              versions: []KeyVersion,
              # Each "alias/NAME", unique in the instance.
              aliases: []string,
              description: string,
              tags: [string]string,
              # +1 for every accepted change of this key, of any kind.
              revision: int,
              plannedDeletionAt: ?string,
              createdAt: string
            )

            method CreateKey(instanceId: string, keyId: ?string, spec: ?string, aliases: ?[]string, description: \#
            ?string, tags: ?[string]string) -> (key: Key)
            # Imports material made elsewhere: PEM (PKCS #8) for asymmetric specs, base64 of the raw bytes for \#
            aes_256 and hmac_sha_256.
            method ImportKey(instanceId: string, keyId: ?string, spec: string, material: string, aliases: \#
            ?[]string, description: ?string, tags: ?[string]string) -> (key: Key)
            # limit: 1 to 1000, 100 if left out, as in every list.
            method ListKeys(instanceId: string, limit: ?int, after: ?string) -> (keys: []Key, next: ?string)
            method DescribeKey(instanceId: string, keyId: string) -> (key: Key)
            method RotateKey(instanceId: string, keyId: string) -> (key: Key)
            method EnableKey(instanceId: string, keyId: string) -> (key: Key)
            method DisableKey(instanceId: string, keyId: string) -> (key: Key)
            method UpdateKey(instanceId: string, keyId: string, aliases: ?[]string, description: ?string, tags: \#
            ?[string]string) -> (key: Key)
            # pendingWindowDays: 7 to 366.
            method ScheduleKeyDeletion(instanceId: string, keyId: string, pendingWindowDays: ?int) -> (key: Key)
            method CancelKeyDeletion(instanceId: string, keyId: string) -> (key: Key)

            # context is bound to the ciphertext as authenticated data. keyId may be an alias ("alias/NAME").
            method Encrypt(instanceId: string, keyId: string, plaintext: string, context: ?[string]string) -> \#
            (ciphertext: string, keyId: string, versionId: string)
            method Decrypt(instanceId: string, ciphertext: string, context: ?[string]string) -> (plaintext: \#
            string, keyId: string, versionId: string)
            # algorithm: rsa_pss_sha_256 (the default for RSA), rsa_pkcs1_sha_256, ecdsa_sha_256, ecdsa_sha_384, \#
            ed25519, hmac_sha_256.
            # message is the message itself, not its digest. ECDSA signatures are DER, as openssl reads them.
            method Sign(instanceId: string, keyId: string, message: string, algorithm: ?string) -> (signature: \#
            string, versionId: string, algorithm: string)
            # versionId null: any version of the key.
            method Verify(instanceId: string, keyId: string, message: string, signature: string, algorithm: \#
            ?string, versionId: ?string) -> (valid: bool)
            # SubjectPublicKeyInfo, PEM.
            method GetPublicKey(instanceId: string, keyId: string, versionId: ?string) -> (pem: string)

            error KeyNotFound(instanceId: string, keyId: string)
            error KeyExists(instanceId: string, keyId: string)
            error AliasInUse(alias: string, keyId: string)
            # Secrets name this key.
            error KeyInUse(keyId: string, secretCount: int)
            error RotationPending(keyId: string, pendingVersionId: string)
            error KeyNotUsable(keyId: string, state: string)
            error KeyUsageMismatch(keyId: string, spec: string)
            error QuotaExceeded(instanceId: string, limit: int)
            error DecryptionFailed()

            """#
    )
}
