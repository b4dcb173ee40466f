// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Lowers the rate of requests to a replica that throttles, and raises it again while it does not.
struct RateLimiter: Sendable {
    private static let lowering = 0.7
    private static let raising = 1.05
    private static let slowest = 0.5
    private static let unlimitedFrom = 2000.0

    /// Requests a second; nil: as many as the window allows.
    private(set) var rate: Double?
    /// Nothing is sent before this.
    private(set) var notBefore: Duration = .zero
    private var windowStart: Duration = .zero
    private var sentInWindow = 0

    /// A request was sent: the next one waits its turn.
    mutating func sent(at uptime: Duration) {
        if uptime - windowStart >= .seconds(1) {
            windowStart = uptime
            sentInWindow = 0
        }
        sentInWindow += 1
        if let rate { notBefore = max(notBefore, uptime) + .seconds(1 / rate) }
    }

    /// The replica asked for fewer requests, and perhaps for a pause.
    mutating func throttled(retryAfter: Duration, at uptime: Duration) {
        let current = rate ?? Double(max(sentInWindow, 1))
        let lowered = max(Self.slowest, current * Self.lowering)
        rate = lowered
        notBefore = max(notBefore, uptime + max(retryAfter, .seconds(1 / lowered)))
    }

    /// A request went through.
    mutating func succeeded() {
        guard let current = rate else { return }
        let raised = current * Self.raising
        rate = raised >= Self.unlimitedFrom ? nil : raised
    }
}
