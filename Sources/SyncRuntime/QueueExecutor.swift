// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch

/// Runs an actor on a serial dispatch queue of its own, so that isolation is checked by the compiler and the order is
/// the queue's.
///
/// Linux has no `DispatchSerialQueue`. The queue targets the global one, so it must never block.
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    // Watched as "runner of PAIR".
    init(label: String) { queue = DispatchQueue(label: label, target: .global()) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
