// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The one writer of a file: changes that wait share a commit, and are durable only when it ends.
///
/// A crash may strike at every commit: before it, and then nothing of it is there; or after it, and then all of it is
/// there and nobody was told.
final class GroupWriter {
    private struct Write {
        /// Changes the file, in the transaction; answers what is to be told of it.
        var change: () -> () -> Void
        /// What is told where there is no space.
        var refused: (() -> Void)?
    }

    private static let maximumGroup = 256

    private let process: Process
    private var waiting: [Write] = []
    private var isCommitting = false
    /// Whether the disk takes nothing now.
    var isFull = false
    /// Chance that a commit ends the process.
    var crashChance = 0.0
    private(set) var commits = 0

    init(_ process: Process) { self.process = process }

    /// Queues a change; `answer` is called once it is durable, or `refused` where the disk is full.
    func submit<Value>(
        refused: (() -> Void)? = nil,
        _ change: @escaping () -> Value,
        answer: @escaping (Value) -> Void
    ) {
        // Who asks a process that has ended gets no answer.
        guard process.isUp else { return }
        waiting.append(
            Write(
                change: {
                    let value = change()
                    return { answer(value) }
                },
                refused: refused
            )
        )
        if !isCommitting { begin() }
    }

    /// What was not durable is gone.
    func forget() {
        waiting = []
        isCommitting = false
    }

    private func begin() {
        isCommitting = true
        let group = Array(waiting.prefix(Self.maximumGroup))
        waiting.removeFirst(group.count)
        process.after(process.simulation.microseconds(800...3000)) { [self] in
            if isFull { refuse(group) } else { finish(group) }
            if waiting.isEmpty { isCommitting = false } else if isCommitting { begin() }
        }
    }

    private func refuse(_ group: [Write]) {
        for write in group {
            if let refused = write.refused {
                refused()
            } else {
                // Who has no use for a refusal waits for space.
                process.after(process.simulation.microseconds(500_000...1_000_000)) { [self] in
                    waiting.append(write)
                    if !isCommitting { begin() }
                }
            }
        }
    }

    private func finish(_ group: [Write]) {
        commits += 1
        let simulation = process.simulation
        let strikes = crashChance > 0 && simulation.chance(crashChance)
        let isLost = strikes && simulation.chance(0.5)
        var answers: [() -> Void] = []
        if !isLost { answers = group.map { $0.change() } }
        simulation.trace.note(.commit, process.name, Int64(group.count)) { isLost ? "lost" : "" }
        guard !strikes else { return process.crash(restartingAfter: simulation.microseconds(200_000...5_000_000)) }
        for answer in answers { answer() }
    }
}
