// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Synchronization

/// Lets one change in the life of a pair run at a time; the others wait in order.
final class PairGate: Sendable {
    private let waiting = Mutex<[Pair: [@Sendable (@escaping @Sendable () -> Void) -> Void]]>([:])

    /// Runs `body` when its turn comes; it calls `leave` exactly once when it is done.
    func enter(_ pair: Pair, _ body: @escaping @Sendable (_ leave: @escaping @Sendable () -> Void) -> Void) {
        let isFirst = waiting.withLock { waiting in
            waiting[pair, default: []].append(body)
            return waiting[pair]?.count == 1
        }
        if isFirst { run(pair) }
    }

    private func run(_ pair: Pair) {
        guard let body = waiting.withLock({ $0[pair]?.first }) else { return }
        body {
            let hasNext = self.waiting.withLock { waiting in
                waiting[pair]?.removeFirst()
                if waiting[pair]?.isEmpty ?? true { waiting[pair] = nil }
                return waiting[pair] != nil
            }
            // Not from here: those who leave at once would pile up on one stack.
            if hasNext { DispatchQueue.global().async { self.run(pair) } }
        }
    }
}
