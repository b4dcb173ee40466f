// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel
import Synchronization

/// The faults that are rehearsed on local links; they do not outlive the daemon.
package final class FaultBoard: Sendable {
    /// What becomes of one request.
    enum Encounter: Sendable {
        case none
        case refused(LinkFailure)
        case lostOnTheWay
        case answerLost(latency: Duration)
        case delayed(Duration)
    }

    fileprivate struct Active: Sendable {
        var fault: Fault
        /// Requests that the rate limit still lets through, refilled with time.
        var tokens: Double
        var refilledAt: Duration
    }

    private let active = Mutex<[InstanceID: Active]>([:])
    private let scheduling: any Scheduling
    private let chance: @Sendable () -> Double

    /// Starts without any fault; `chance` answers with a number from 0 up to 1, evenly spread.
    package init(scheduling: any Scheduling, chance: @escaping @Sendable () -> Double) {
        self.scheduling = scheduling
        self.chance = chance
    }
}

extension FaultBoard: FaultControl {
    package func setFault(_ fault: Fault, replica: InstanceID) {
        let now = scheduling.now
        active.withLock { $0[replica] = Active(fault: fault, tokens: fault.rateLimit ?? 0, refilledAt: now.uptime) }
    }

    package func faults() -> [(replica: InstanceID, fault: Fault)] {
        let now = scheduling.now
        return active.withLock { active in
            active.filter { !$0.value.fault.isOver(at: now) }
                .map { (replica: $0.key, fault: $0.value.fault) }
                .sorted { $0.replica < $1.replica }
        }
    }

    package func clearFaults(replica: InstanceID?) -> Int {
        let now = scheduling.now
        return active.withLock { active in
            let ended = active.filter { (replica == nil || $0.key == replica) && !$0.value.fault.isOver(at: now) }
            if let replica { active[replica] = nil } else { active = [:] }
            return ended.count
        }
    }

    func meet(_ replica: InstanceID, at now: Moment) -> Encounter {
        active.withLock { active in
            guard var met = active[replica] else { return .none }
            guard !met.fault.isOver(at: now) else {
                active[replica] = nil
                return .none
            }
            defer { active[replica] = met }
            let fault = met.fault
            if fault.isOutage { return .refused(LinkFailure(.replicaUnreachable, detail: "rehearsed outage")) }
            if let wait = met.takeToken(at: now) { return .refused(LinkFailure(.replicaThrottled, retryAfter: wait)) }
            if chance() < fault.failureRatio {
                return .refused(LinkFailure(fault.failureCode, detail: "rehearsed"))
            }
            let latency = max(.zero, fault.latency + fault.jitter * (2 * chance() - 1))
            if chance() < fault.lossRatio {
                return chance() < 0.5 ? .lostOnTheWay : .answerLost(latency: latency)
            }
            return latency > .zero ? .delayed(latency) : .none
        }
    }
}

extension Fault {
    fileprivate func isOver(at now: Moment) -> Bool { expiresAt.map { $0 <= now.wall } ?? false }
}

extension FaultBoard.Active {
    /// Takes a token, or tells how long until there is one.
    fileprivate mutating func takeToken(at now: Moment) -> Duration? {
        guard let rate = fault.rateLimit, rate > 0 else { return nil }
        tokens = min(max(rate, 1), tokens + rate * (now.uptime - refilledAt).inSeconds)
        refilledAt = now.uptime
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        return .seconds((1 - tokens) / rate)
    }
}
