// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// A change in the life of an association; each is one transaction of the primary's file.
package enum AssociationChange: Sendable {
    /// Step 1 of association: the row, the pair record, and the role primary.
    ///
    /// `resources` is the selection of `selected_resources`; one that does not exist refuses the whole.
    case reserve(replicaID: InstanceID, region: String, type: SynchronizationType, resources: [ResourceID])
    /// Step 3 of association: the replica agreed.
    case agree(AssociationNumber)
    /// The replica refused: the row and the pair record go.
    case withdraw(AssociationNumber)
    /// An operator holds it.
    case pause(AssociationNumber, AssociationRecord.Pause)
    /// An operator, or the end of a pause, releases it.
    case resume(AssociationNumber)
    /// Step 1 of disassociation.
    case disassociate(AssociationNumber)
    /// Step 3 of disassociation: the replica is frozen.
    case detach(AssociationNumber)
}

/// What is added to a selection.
package enum ResourceSelection: Sendable, Hashable {
    /// These, and the keys that they need.
    case resources([ResourceID])
    /// Everything, for good: the association covers all resources from now on.
    case all
}

/// What a selection grew by.
package struct SelectionGrowth: Sendable, Hashable {
    /// Most names that are listed.
    package static let maximumListed = 1000

    /// What was added, sorted; at most `maximumListed`.
    package var added: [ResourceID]
    /// How many were added.
    package var addedCount: Int
    /// Keys that were added because a secret needs them, sorted; at most `maximumListed`.
    package var dependencies: [ResourceID]

    /// Puts the parts together.
    package init(added: [ResourceID], addedCount: Int, dependencies: [ResourceID]) {
        self.added = added
        self.addedCount = addedCount
        self.dependencies = dependencies
    }
}

/// Which set-aside rows are tried again now.
package struct RetryFilter: Sendable, Hashable {
    /// These resources; nil: any.
    package var resources: [ResourceID]?
    /// This cause; nil: any.
    package var code: FailureCode?

    /// Puts the parts together.
    package init(resources: [ResourceID]?, code: FailureCode?) {
        self.resources = resources
        self.code = code
    }
}

/// Resources that were named and do not exist.
package struct UnknownResources: Error, Sendable, Hashable {
    /// Their names.
    package var names: [ResourceID]

    /// Lists them.
    package init(names: [ResourceID]) { self.names = names }
}
