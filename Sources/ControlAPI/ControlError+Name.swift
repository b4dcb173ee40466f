// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension ControlError {
    /// The qualified name of an error, as it stands on the wire.
    package enum Name: String, Sendable, CaseIterable {
        /// `InstanceNotFound` of `io.kmsync.Instances`.
        case instanceNotFound = "io.kmsync.Instances.InstanceNotFound"
        /// `InstanceExists` of `io.kmsync.Instances`.
        case instanceExists = "io.kmsync.Instances.InstanceExists"
        /// `InstanceReadOnly` of `io.kmsync.Instances`.
        case instanceReadOnly = "io.kmsync.Instances.InstanceReadOnly"
        /// `InstanceInUse` of `io.kmsync.Instances`.
        case instanceInUse = "io.kmsync.Instances.InstanceInUse"
        /// `ConfirmationRequired` of `io.kmsync.Instances`.
        case confirmationRequired = "io.kmsync.Instances.ConfirmationRequired"
        /// `InvalidInput` of `io.kmsync.Instances`.
        case invalidInput = "io.kmsync.Instances.InvalidInput"
        /// `PermissionDenied` of `io.kmsync.Instances`.
        case permissionDenied = "io.kmsync.Instances.PermissionDenied"
        /// `StorageFull` of `io.kmsync.Instances`.
        case storageFull = "io.kmsync.Instances.StorageFull"
        /// `InstanceUnavailable` of `io.kmsync.Instances`.
        case instanceUnavailable = "io.kmsync.Instances.InstanceUnavailable"
        /// `InternalError` of `io.kmsync.Instances`.
        case internalError = "io.kmsync.Instances.InternalError"
        /// `KeyNotFound` of `io.kmsync.Keys`.
        case keyNotFound = "io.kmsync.Keys.KeyNotFound"
        /// `KeyExists` of `io.kmsync.Keys`.
        case keyExists = "io.kmsync.Keys.KeyExists"
        /// `AliasInUse` of `io.kmsync.Keys`.
        case aliasInUse = "io.kmsync.Keys.AliasInUse"
        /// `KeyInUse` of `io.kmsync.Keys`.
        case keyInUse = "io.kmsync.Keys.KeyInUse"
        /// `RotationPending` of `io.kmsync.Keys`.
        case rotationPending = "io.kmsync.Keys.RotationPending"
        /// `KeyNotUsable` of `io.kmsync.Keys`.
        case keyNotUsable = "io.kmsync.Keys.KeyNotUsable"
        /// `KeyUsageMismatch` of `io.kmsync.Keys`.
        case keyUsageMismatch = "io.kmsync.Keys.KeyUsageMismatch"
        /// `QuotaExceeded` of `io.kmsync.Keys`.
        case quotaExceeded = "io.kmsync.Keys.QuotaExceeded"
        /// `DecryptionFailed` of `io.kmsync.Keys`.
        case decryptionFailed = "io.kmsync.Keys.DecryptionFailed"
        /// `SecretNotFound` of `io.kmsync.Secrets`.
        case secretNotFound = "io.kmsync.Secrets.SecretNotFound"
        /// `SecretExists` of `io.kmsync.Secrets`.
        case secretExists = "io.kmsync.Secrets.SecretExists"
        /// `SecretVersionNotFound` of `io.kmsync.Secrets`.
        case secretVersionNotFound = "io.kmsync.Secrets.SecretVersionNotFound"
        /// `VersionContentConflict` of `io.kmsync.Secrets`.
        case versionContentConflict = "io.kmsync.Secrets.VersionContentConflict"
        /// `ValueTooLarge` of `io.kmsync.Secrets`.
        case valueTooLarge = "io.kmsync.Secrets.ValueTooLarge"
        /// `AssociationRefused` of `io.kmsync.Synchronization`.
        case associationRefused = "io.kmsync.Synchronization.AssociationRefused"
        /// `ReplicaNotFound` of `io.kmsync.Synchronization`.
        case replicaNotFound = "io.kmsync.Synchronization.ReplicaNotFound"
        /// `ResourcesNotFound` of `io.kmsync.Synchronization`.
        case resourcesNotFound = "io.kmsync.Synchronization.ResourcesNotFound"
        /// `ResourceNotSynchronized` of `io.kmsync.Synchronization`.
        case resourceNotSynchronized = "io.kmsync.Synchronization.ResourceNotSynchronized"
        /// `SelectionNotApplicable` of `io.kmsync.Synchronization`.
        case selectionNotApplicable = "io.kmsync.Synchronization.SelectionNotApplicable"
        /// `ReplicaDisassociated` of `io.kmsync.Synchronization`.
        case replicaDisassociated = "io.kmsync.Synchronization.ReplicaDisassociated"
        /// `TimedOut` of `io.kmsync.Synchronization`.
        case timedOut = "io.kmsync.Synchronization.TimedOut"
        /// `BadConfiguration` of `io.kmsync.Daemon`.
        case badConfiguration = "io.kmsync.Daemon.BadConfiguration"
        /// `TooManyConnections` of `io.kmsync.Daemon`.
        case tooManyConnections = "io.kmsync.Daemon.TooManyConnections"
    }

    /// Which error it is, without its parameters.
    package var name: Name {
        switch self {
        case .instanceNotFound: .instanceNotFound
        case .instanceExists: .instanceExists
        case .instanceReadOnly: .instanceReadOnly
        case .instanceInUse: .instanceInUse
        case .confirmationRequired: .confirmationRequired
        case .invalidInput: .invalidInput
        case .permissionDenied: .permissionDenied
        case .storageFull: .storageFull
        case .instanceUnavailable: .instanceUnavailable
        case .internalError: .internalError
        case .keyNotFound: .keyNotFound
        case .keyExists: .keyExists
        case .aliasInUse: .aliasInUse
        case .keyInUse: .keyInUse
        case .rotationPending: .rotationPending
        case .keyNotUsable: .keyNotUsable
        case .keyUsageMismatch: .keyUsageMismatch
        case .quotaExceeded: .quotaExceeded
        case .decryptionFailed: .decryptionFailed
        case .secretNotFound: .secretNotFound
        case .secretExists: .secretExists
        case .secretVersionNotFound: .secretVersionNotFound
        case .versionContentConflict: .versionContentConflict
        case .valueTooLarge: .valueTooLarge
        case .associationRefused: .associationRefused
        case .replicaNotFound: .replicaNotFound
        case .resourcesNotFound: .resourcesNotFound
        case .resourceNotSynchronized: .resourceNotSynchronized
        case .selectionNotApplicable: .selectionNotApplicable
        case .replicaDisassociated: .replicaDisassociated
        case .timedOut: .timedOut
        case .badConfiguration: .badConfiguration
        case .tooManyConnections: .tooManyConnections
        }
    }
}
