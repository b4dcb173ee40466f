// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension StandingQuery {
    /// Asks for one resource.
    init(_ resource: ResourceID, association: AssociationNumber, positions: Positions) {
        self.init(
            association: association,
            after: nil,
            resourceID: resource,
            onlySetAside: false,
            positions: positions,
            limit: 1
        )
    }
}
