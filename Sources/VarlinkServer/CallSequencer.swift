// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// In which order the calls of one connection start and are answered: strictly as they came.
///
/// A call without a lane is exclusive: it starts once everything earlier is answered, and what is later waits for it.
/// Calls of one lane that follow each other may overlap: the next starts before the earlier is answered, and an answer
/// that is early waits for its turn. Bounded by its user, who lets in as many calls as it has room for.
struct CallSequencer<Call, Answer> {
    private enum Phase {
        case waiting(Call)
        case running
        case answered(Answer)
    }

    private struct Entry {
        let lane: String?
        var phase: Phase
    }

    private var entries: [Entry] = []
    // The number of the first entry: numbers go up by one for each call of the connection.
    private var firstNumber = 0
    // How many entries have started; those that wait follow them.
    private var started = 0
    private var running = 0
    // The lane of those that run.
    private var lane: String?

    /// Everything is answered.
    var isEmpty: Bool { entries.isEmpty }

    /// Adds the next call.
    mutating func enqueue(_ call: Call, lane: String?) {
        entries.append(Entry(lane: lane, phase: .waiting(call)))
    }

    /// The call of this number has started and was not answered.
    func isRunning(_ number: Int) -> Bool {
        guard entries.indices.contains(number - firstNumber) else {
            return false
        }
        switch entries[number - firstNumber].phase {
        case .running: return true
        case .waiting, .answered: return false
        }
    }

    /// The next call may start now.
    var canStart: Bool {
        guard started < entries.count else {
            return false
        }
        return running == 0 || (lane != nil && lane == entries[started].lane)
    }

    /// Starts the next call, if it may, and gives its number, to be named with the answer.
    mutating func start() -> (number: Int, call: Call)? {
        guard canStart, case .waiting(let call) = entries[started].phase else {
            return nil
        }
        lane = entries[started].lane
        entries[started].phase = .running
        started += 1
        running += 1
        return (firstNumber + started - 1, call)
    }

    /// Takes the answer of a running call, and gives the answers whose turn has come, in order.
    mutating func answer(_ number: Int, _ answer: Answer) -> [Answer] {
        precondition(isRunning(number), "only a running call can be answered, and only once")
        entries[number - firstNumber].phase = .answered(answer)
        running -= 1
        var released: [Answer] = []
        for entry in entries {
            guard case .answered(let answer) = entry.phase else {
                break
            }
            released.append(answer)
        }
        entries.removeFirst(released.count)
        firstNumber += released.count
        started -= released.count
        return released
    }
}
