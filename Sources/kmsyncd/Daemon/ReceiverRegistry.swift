// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import InstanceStore
import ReplicaLink
import SyncModel
import Synchronization

/// The receiving sides of the instances of this daemon, one for each open file.
final class ReceiverRegistry: Sendable {
    private struct Entry: Sendable {
        var file: InstanceFile
        var receiver: ReplicaReceiver
    }

    private let directory: InstanceDirectory
    private let entries = Mutex<[InstanceID: Entry]>([:])

    init(_ directory: InstanceDirectory) { self.directory = directory }

    /// How a replica can be reached now; an instance that was released and made again is another one.
    func find(_ id: InstanceID) -> LocalReplica {
        switch directory.slot(id) {
        case nil: .gone
        case .unusable(let error): .unavailable(error.linkFailure)
        case .open(let file): .open(receiver(of: file))
        }
    }

    private func receiver(of file: InstanceFile) -> ReplicaReceiver {
        entries.withLock { entries in
            if let entry = entries[file.id], entry.file === file { return entry.receiver }
            let receiver = ReplicaReceiver(replicaID: file.id, store: ReplicaFile(file))
            entries[file.id] = Entry(file: file, receiver: receiver)
            return receiver
        }
    }
}
