// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine

/// Carries request bytes to a replica and its answer back; the only thing in which links differ.
package protocol LinkTransport: Sendable {
    /// Completes exactly once, at the deadline at the latest, with the answer or a cause of scope replica.
    func send(
        _ request: [UInt8],
        deadline: Duration,
        completion: @escaping @Sendable (Result<[UInt8], LinkFailure>) -> Void
    )
}
