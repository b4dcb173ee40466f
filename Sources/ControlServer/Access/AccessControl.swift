// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// Holds the policy that is in force: read at every call, replaced at a reload.
package final class AccessControl: Sendable {
    private let policy: Mutex<AccessPolicy>

    /// Puts the policy in force.
    package init(_ policy: AccessPolicy) {
        self.policy = Mutex(policy)
    }

    /// The policy that is in force now.
    package var current: AccessPolicy { policy.withLock { $0 } }

    /// Puts another policy in force, for calls that start from now on.
    package func replace(with policy: AccessPolicy) {
        self.policy.withLock { $0 = policy }
    }
}
