// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import NIOCore
import OpenMetrics
import Synchronization

/// Makes pages on a queue of its own, one at a time, and gives each to all who ask within a second.
///
/// Who asks without end costs no more than who asks once a second.
final class MetricsPages: Sendable {
    /// How old a page may be.
    static let maximumAge: Duration = .seconds(1)

    private struct Page {
        var body: ByteBuffer
        var madeAt: ContinuousClock.Instant
    }

    private let make: @Sendable (TextFormat) -> String
    // Watched as "metrics pages".
    private let queue = DispatchQueue(label: "metrics.pages")
    private let pages = Mutex<[TextFormat: Page]>([:])

    init(_ make: @escaping @Sendable (TextFormat) -> String) { self.make = make }

    /// Goes once through the queue; for the watchdog.
    func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }

    /// Completes on the queue, with a page that is at most so old.
    func take(_ format: TextFormat, _ completion: @escaping @Sendable (ByteBuffer) -> Void) {
        queue.async { [self] in
            if let page = pages.withLock({ $0[format] }), ContinuousClock.now - page.madeAt < Self.maximumAge {
                return completion(page.body)
            }
            let page = Page(body: ByteBuffer(string: make(format)), madeAt: .now)
            pages.withLock { $0[format] = page }
            completion(page.body)
        }
    }
}
