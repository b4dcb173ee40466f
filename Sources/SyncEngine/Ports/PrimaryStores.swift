// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Finds the files of primaries.
package protocol PrimaryStores: Sendable {
    /// The sending side of an instance of this daemon; nil: there is no such instance.
    func primary(_ id: InstanceID) -> (any PrimaryStore)?
    /// Every instance of this daemon, sorted.
    func instanceIDs() -> [InstanceID]
}
