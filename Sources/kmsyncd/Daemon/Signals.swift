// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Safe because @preconcurrency covers only DispatchSourceSignal, which Linux does not declare Sendable; each source is
// set up once, here, and only kept alive afterwards.
@preconcurrency import Dispatch

/// The signals that a service is told things by.
struct Signals: Sendable {
    private let sources: [any DispatchSourceSignal]
    // Watched as "signals".
    private let arrivals = DispatchQueue(label: "io.kmsync.signals.arrivals")
    private let queue: DispatchQueue

    /// Calls `handler` on `queue` for each of the signals, which no longer do what they do by default.
    ///
    /// Returns once that is so: none that comes later is lost, although `queue` may not be active yet.
    init(_ numbers: [Int32], on queue: DispatchQueue, _ handler: @escaping @Sendable (Int32) -> Void) {
        self.queue = queue
        let registered = DispatchSemaphore(value: 0)
        sources = numbers.map { [arrivals] number in
            // Dispatch installs a handler of its own; a signal that was set to be ignored before would be lost until then.
            let source = DispatchSource.makeSignalSource(signal: number, queue: arrivals)
            source.setRegistrationHandler { @Sendable in registered.signal() }
            source.setEventHandler { @Sendable in queue.async { handler(number) } }
            source.activate()
            return source
        }
        for _ in numbers { registered.wait() }
    }

    /// Goes the way of a signal once; for the watchdog.
    func ping(_ completion: @escaping @Sendable () -> Void) {
        arrivals.async { [queue] in queue.async(execute: completion) }
    }
}
