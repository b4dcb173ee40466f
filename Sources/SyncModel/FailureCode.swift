// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why something failed, or was refused; the raw value is an interface for fields, labels, filters and tests.
///
/// The table is `docs/FAILURE-CAUSES.md`; `sentence` and `remedy` are for people and may change.
package enum FailureCode: String, Sendable, CaseIterable, Codable {
    /// Primary and replica are in the same region.
    case sameRegion = "same_region"
    /// The residency zones of primary and replica differ.
    case crossBorderForbidden = "cross_border_forbidden"
    /// The instances belong to different accounts.
    case accountMismatch = "account_mismatch"
    /// The primary has its maximum of replicas.
    case replicaLimitReached = "replica_limit_reached"
    /// The replica already holds keys or secrets.
    case replicaNotEmpty = "replica_not_empty"
    /// The replica's key or secret quota is below the primary's.
    case quotaBelowPrimary = "quota_below_primary"
    /// The instance already is a replica, or has replicas.
    case roleConflict = "role_conflict"
    /// This primary and replica were disassociated before.
    case reassociationForbidden = "reassociation_forbidden"
    /// The instance was disassociated earlier.
    case instanceFrozen = "instance_frozen"
    /// There is no such resource at the primary.
    case resourceNotFound = "resource_not_found"
    /// Resources cannot be taken out of the selection.
    case selectionIsGrowOnly = "selection_is_grow_only"
    /// No connection to the replica.
    case replicaUnreachable = "replica_unreachable"
    /// The replica did not answer in time; it is safe to repeat.
    case deadlineExceeded = "deadline_exceeded"
    /// The connection broke while a request was open; it is safe to repeat.
    case connectionLost = "connection_lost"
    /// The replica answers but does not serve.
    case replicaUnavailable = "replica_unavailable"
    /// The replica asks for fewer requests.
    case replicaThrottled = "replica_throttled"
    /// The replica cannot store: its disk or file limit is reached.
    case replicaStorageFull = "replica_storage_full"
    /// The replica could not store.
    case replicaStorageError = "replica_storage_error"
    /// The replica does not accept our identity.
    case authenticationFailed = "authentication_failed"
    /// The replica does not allow this.
    case permissionDenied = "permission_denied"
    /// Primary and replica have no protocol version in common.
    case protocolUnsupported = "protocol_unsupported"
    /// The replica follows a higher epoch: authority moved on.
    case fenced
    /// The replica instance is gone.
    case replicaReleased = "replica_released"
    /// The primary is behind what the replica confirmed: was it restored from a backup?.
    case sourceRegressed = "source_regressed"
    /// The replica's key quota is used up.
    case keyQuotaExceeded = "key_quota_exceeded"
    /// The replica's secret quota is used up.
    case secretQuotaExceeded = "secret_quota_exceeded"
    /// The replica holds another resource of this name.
    case nameConflict = "name_conflict"
    /// The key that protects this secret is not at the replica.
    case dependencyMissing = "dependency_missing"
    /// The resource is over the replica's size limit.
    case payloadTooLarge = "payload_too_large"
    /// The replica does not know this kind or spec.
    case resourceTypeUnsupported = "resource_type_unsupported"
    /// The material may not leave the primary.
    case materialNotExportable = "material_not_exportable"
    /// The sealed payload did not open at the replica, or its digest differs.
    case integrityFailed = "integrity_failed"
    /// The replica holds the same revision with other content.
    case revisionConflict = "revision_conflict"
    /// More deletions at once than allowed.
    case deletionGuard = "deletion_guard"
    /// The primary could not read the resource.
    case primaryReadFailed = "primary_read_failed"
    /// The replica lost the resource without a newer change.
    case driftMissing = "drift_missing"
    /// The replica's copy changed without a newer change.
    case driftAltered = "drift_altered"
    /// The replica holds what the primary does not.
    case driftExtra = "drift_extra"
    /// A defect in kmsync.
    case internalError = "internal_error"

    /// What becomes of it by itself.
    package var disposition: Disposition {
        switch self {
        case .sameRegion, .crossBorderForbidden, .accountMismatch, .replicaLimitReached, .replicaNotEmpty,
            .quotaBelowPrimary, .roleConflict, .reassociationForbidden, .instanceFrozen,
            .resourceNotFound, .selectionIsGrowOnly:
            .refused
        case .replicaUnreachable, .deadlineExceeded, .connectionLost, .replicaUnavailable,
            .replicaThrottled, .replicaStorageError, .primaryReadFailed, .driftMissing, .driftAltered,
            .internalError:
            .retryable
        case .replicaStorageFull, .authenticationFailed, .permissionDenied, .keyQuotaExceeded,
            .secretQuotaExceeded, .nameConflict, .dependencyMissing, .deletionGuard:
            .blocked
        case .protocolUnsupported, .fenced, .replicaReleased, .sourceRegressed, .payloadTooLarge,
            .resourceTypeUnsupported, .materialNotExportable, .integrityFailed, .revisionConflict,
            .driftExtra:
            .terminal
        }
    }

    /// What it does to sending; nil where it hits one resource or answers a request.
    package var replicaEffect: ReplicaEffect? {
        switch self {
        case .replicaUnreachable, .deadlineExceeded, .connectionLost, .replicaUnavailable,
            .replicaStorageError:
            .counts
        case .replicaStorageFull, .authenticationFailed, .permissionDenied:
            .holds
        case .protocolUnsupported, .fenced, .replicaReleased, .sourceRegressed:
            .takesDown
        case .replicaThrottled:
            .slows
        case .deletionGuard:
            .holdsDeletions
        case .sameRegion, .crossBorderForbidden, .accountMismatch, .replicaLimitReached, .replicaNotEmpty,
            .quotaBelowPrimary, .roleConflict, .reassociationForbidden, .instanceFrozen,
            .resourceNotFound, .selectionIsGrowOnly, .keyQuotaExceeded, .secretQuotaExceeded,
            .nameConflict, .dependencyMissing, .payloadTooLarge, .resourceTypeUnsupported,
            .materialNotExportable, .integrityFailed, .revisionConflict, .primaryReadFailed,
            .driftMissing, .driftAltered, .driftExtra, .internalError:
            nil
        }
    }

    /// What it hit.
    package var scope: FailureScope { replicaEffect == nil ? .resource : .replica }
}
