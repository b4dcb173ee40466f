// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// One round of no-ops through every queue: who has not come back, and since when; knows no clock.
struct WatchRound: Sendable {
    /// What a look at the round says.
    enum Verdict: Sendable, Equatable {
        /// Every queue moves; those that were told of as standing still are named.
        case complete(moveAgain: [String])
        /// Some are not back yet, which is no news.
        case incomplete
        /// Some have not been back for long, and were not told of before.
        case standstill([String])
    }

    private let number: Int
    private let beganAt: Duration
    private var outstanding: [Int: String]
    private var toldOf: [String] = []

    /// Begins with every queue outstanding; `number` tells rounds apart.
    init(number: Int, queues: [String], at now: Duration) {
        self.number = number
        beganAt = now
        outstanding = Dictionary(uniqueKeysWithValues: queues.enumerated().map { ($0.offset, $0.element) })
    }

    /// The queue of this place came back; what comes back from an earlier round says nothing.
    mutating func returned(_ place: Int, of round: Int) {
        if round == number { outstanding[place] = nil }
    }

    /// Judges the round; a queue that is not back after `patience` stands still.
    mutating func look(at now: Duration, patience: Duration) -> Verdict {
        guard !outstanding.isEmpty else { return .complete(moveAgain: toldOf) }
        guard now - beganAt >= patience else { return .incomplete }
        let news = outstanding.values.filter { !toldOf.contains($0) }.sorted()
        guard !news.isEmpty else { return .incomplete }
        toldOf += news
        return .standstill(news)
    }
}
