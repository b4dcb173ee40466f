// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel

/// Which resources of a primary an association covers, and where its replica is, as a caller asked for it.
struct AssociationScope: Sendable {
    private static let local = "local"

    /// All, or those that are named.
    let type: SynchronizationType
    /// Those that are named; empty for all.
    let resources: [ResourceID]

    /// Checks every part; `nil` leaves the part out.
    init(address: String?, type: String, resources: [String]?) throws(InvalidInput) {
        guard address == nil || address == Self.local else {
            throw InvalidInput(
                field: "address",
                reason: "replicas on other hosts come with a later version; leave the address out for an instance of "
                    + "this daemon"
            )
        }
        self.type = try WireInput.word(type, field: "synchronizationType")
        guard self.type == .selectedResources || resources == nil else {
            throw InvalidInput(
                field: "resources",
                reason: "\(SynchronizationType.allResources.rawValue) covers every resource; leave the resources out"
            )
        }
        self.resources = try WireInput.resources(resources ?? [])
    }

    /// A violation for each named resource that the primary does not have.
    func missing(at primary: InstanceID, in instances: any InstanceCatalog) throws(Refusal) -> [Violation] {
        guard !resources.isEmpty else { return [] }
        let keys = try instances.keys(of: primary)
        let secrets = try instances.secrets(of: primary)
        var missing: [Violation] = []
        for resource in resources {
            do {
                switch resource {
                case .key(let id): _ = try keys.describe(.id(id))
                case .secret(let name): _ = try secrets.describe(name)
                }
            } catch .keyNotFound, .secretNotFound {
                missing.append(Violation(.resourceNotFound, detail: resource.description))
            }
        }
        return missing
    }
}
