// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

// The states of a key and of a secret travel as their raw values, which are the words of the contract.

extension SyncModel.Key.State: Codable {}

extension SyncModel.Secret.State: Codable {}
