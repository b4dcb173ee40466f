// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Why a request about synchronization was refused; each is an error of the control interface.
package enum SynchronizationRefusal: Error, Sendable {
    /// There is no such primary.
    case instanceNotFound(InstanceID)
    /// Rules that an association would break.
    case violations([Violation])
    /// There is no such association.
    case replicaNotFound(primary: InstanceID, replica: InstanceID)
    /// Resources that do not exist at the primary.
    case resourcesNotFound([ResourceID])
    /// The resource is no part of what is synchronized; the explanation says why, in sentences for a person.
    case notSynchronized(primary: InstanceID, replica: InstanceID, ResourceID, explanation: String)
    /// The association covers everything already, or nothing was selected for it.
    case selectionNotApplicable(SynchronizationType)
    /// The replica was disassociated.
    case replicaDisassociated(primary: InstanceID, replica: InstanceID)
    /// The confirmation does not repeat what is expected.
    case confirmationRequired(expected: String)
    /// Not in sync in time.
    case timedOut(outstanding: Int)
    /// A value of the right type that breaks a rule.
    case invalidInput(InvalidInput)
    /// The disk is full; nothing was changed.
    case storageFull
    /// The disk or the file failed; what happened is in the journal.
    case storageFailed(detail: String)
}
