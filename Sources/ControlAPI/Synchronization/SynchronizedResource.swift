// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension SynchronizationInterface {
    /// Where one resource is on its way to one replica.
    package struct SynchronizedResource: Codable, Sendable, Equatable {
        /// `key/KEYID` or `secret/NAME`.
        package var resourceId: String
        /// The replica.
        package var replicaInstanceId: String
        /// Where it is on its way.
        package var status: SynchronizationStatus
        /// Of a failed resource, its own; of a pending one that waits for its replica, the replica's.
        package var failureCause: FailureCause?
        /// Why a pending resource is not being sent.
        package var waitingFor: WaitReason?
        /// +1 for every accepted change, of any kind.
        package var revision: Int

        /// Puts the parts together.
        package init(
            resourceId: String,
            replicaInstanceId: String,
            status: SynchronizationStatus,
            failureCause: FailureCause? = nil,
            waitingFor: WaitReason? = nil,
            revision: Int
        ) {
            self.resourceId = resourceId
            self.replicaInstanceId = replicaInstanceId
            self.status = status
            self.failureCause = failureCause
            self.waitingFor = waitingFor
            self.revision = revision
        }
    }
}
