// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The bytes that may be on their way at once over all replicas: who waits gets them in turn.
///
/// Stands for the byte limit of SyncRuntime's JobQueue.
final class SharedBudget {
    private struct Waiting {
        var bytes: Int
        var isUrgent: Bool
        var start: () -> Void
    }

    private let limit: Int
    private var bytes = 0
    private var queues: [Int: [Waiting]] = [:]
    private var turns: [Int] = []

    init(limit: Int) { self.limit = limit }

    func forget() {
        bytes = 0
        queues = [:]
        turns = []
    }

    /// Starts now or when there is room; `owner` takes turns with others.
    func acquire(_ bytes: Int, owner: Int, isUrgent: Bool, _ start: @escaping () -> Void) {
        if queues[owner] == nil { turns.append(owner) }
        let entry = Waiting(bytes: bytes, isUrgent: isUrgent, start: start)
        if isUrgent {
            queues[owner, default: []].insert(entry, at: 0)
        } else {
            queues[owner, default: []].append(entry)
        }
        startWhatMay()
    }

    func release(_ bytes: Int) {
        self.bytes -= bytes
        startWhatMay()
    }

    private func startWhatMay() {
        while let owner = turns.first, let next = queues[owner]?.first, bytes == 0 || bytes + next.bytes <= limit {
            turns.removeFirst()
            queues[owner]?.removeFirst()
            if queues[owner]?.isEmpty ?? true { queues[owner] = nil } else { turns.append(owner) }
            bytes += next.bytes
            next.start()
        }
    }
}
