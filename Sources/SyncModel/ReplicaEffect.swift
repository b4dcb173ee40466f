// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a failure of scope replica does to sending.
package enum ReplicaEffect: Sendable, Hashable {
    /// Counts towards the breaker.
    case counts
    /// Nothing is sent but a probe now and then.
    case holds
    /// Nothing is sent until an operator acts.
    case takesDown
    /// The rate is lowered, nothing else.
    case slows
    /// Deletions wait for approval; everything else goes on.
    case holdsDeletions
}
