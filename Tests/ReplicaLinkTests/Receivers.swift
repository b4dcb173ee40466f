// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import InstanceStore
import ReplicaLink
import SyncModel
import Synchronization

/// The receiving sides of a directory's files, as the daemon keeps them.
final class Receivers: Sendable {
    private let directory: InstanceDirectory
    private let receivers = Mutex<[InstanceID: (file: InstanceFile, receiver: ReplicaReceiver)]>([:])

    init(_ directory: InstanceDirectory) { self.directory = directory }

    func find(_ id: InstanceID) -> LocalReplica {
        switch directory.slot(id) {
        case nil: .gone
        case .unusable(let error): .unavailable(error.linkFailure)
        case .open(let file): .open(receiver(of: file))
        }
    }

    private func receiver(of file: InstanceFile) -> ReplicaReceiver {
        receivers.withLock { receivers in
            if let known = receivers[file.id], known.file === file { return known.receiver }
            let receiver = ReplicaReceiver(replicaID: file.id, store: ReplicaFile(file))
            receivers[file.id] = (file, receiver)
            return receiver
        }
    }
}
