// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Safe because @preconcurrency covers only DispatchSourceSignal, which Linux does not declare Sendable; each source is
// set up once, here, and only kept alive afterwards.
@preconcurrency import Dispatch
import Glibc

/// The signals that a service is told things by.
struct Signals: Sendable {
    private let sources: [any DispatchSourceSignal]

    /// Calls `handler` on `queue` for each of the signals, which no longer do what they do by default.
    init(_ numbers: [Int32], on queue: DispatchQueue, _ handler: @escaping @Sendable (Int32) -> Void) {
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in handler(number) }
            source.activate()
            return source
        }
    }
}
