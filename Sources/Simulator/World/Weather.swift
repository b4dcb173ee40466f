// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What the faults in force make of the network to one replica.
struct Weather {
    var isRefusing = false
    var dropsRequests = false
    var dropsAnswers = false
    var loss = 0.0
    var duplication = 0.0
    /// Most microseconds that a request or an answer is held back.
    var reordering: Int64 = 0
    var slowness = 1.0
    /// Requests a second that the replica takes; nil: any.
    var rate: Double?
    var refusals = 0.0

    init(_ faults: [PlannedFault]) {
        for fault in faults {
            switch fault.kind {
            case .regionLoss, .outage: isRefusing = true
            case .partition:
                dropsRequests = true
                dropsAnswers = true
            case .requestsLost: dropsRequests = true
            case .answersLost: dropsAnswers = true
            case .loss: loss = max(loss, fault.amount)
            case .duplication: duplication = max(duplication, fault.amount)
            case .reordering: reordering = max(reordering, Int64(fault.amount * 1_000_000))
            case .slow: slowness = max(slowness, fault.amount)
            case .throttle: rate = min(rate ?? fault.amount, fault.amount)
            case .refusals: refusals = max(refusals, fault.amount)
            case .full, .crashes, .poison, .readErrors, .clockJump, .massDeletion, .massRotation, .pause,
                .disassociation, .restore:
                break
            }
        }
    }
}
