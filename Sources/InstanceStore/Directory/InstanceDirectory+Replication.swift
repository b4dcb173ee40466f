// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

extension InstanceDirectory: PrimaryStores {
    package func primary(_ id: InstanceID) -> (any PrimaryStore)? { file(id).map { PrimaryFile($0) } }

    package func instanceIDs() -> [InstanceID] { files().map(\.id) }
}
