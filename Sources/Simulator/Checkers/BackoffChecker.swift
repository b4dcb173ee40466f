// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Attempts at a replica that fails, and at a resource that fails, come less and less often.
///
/// By the formula of the design, counted here anew: the n-th failure in a row of a replica waits at least
/// 0.5 · min(300, 2^(n−1)) s, from the fifth on at least 0.8 · min(300, 5 · 2^(n−5)) s; that of a resource as at first.
final class BackoffChecker: Checker {
    let name = "backoff"

    private struct Failing {
        var inARow = 0
        var lastAt: Int64 = 0
    }

    private struct Refused {
        var revision: Revision
        var times: Int
    }

    private var replicas: [Int: Failing] = [:]
    private var resources: [Int: [RowID: Refused]] = [:]
    private var quietUntil: [Int: Int64] = [:]
    /// Replicas of which an attempt has not failed yet.
    private var isAttempted: Set<Int> = []

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .primaryEnded:
            replicas = [:]
            quietUntil = [:]
        case .retried(let site):
            replicas[site.index] = nil
            quietUntil[site.index] = nil
        case .heard(let site): replicas[site.index] = nil
        case .failed(let failure, let site): return failed(failure, site, simulation)
        case .attempted(let site): return attempted(site, simulation)
        case .pushed(_, let site):
            if let until = quietUntil[site.index], simulation.time < until {
                return "a push to \(site.name), which asked to be left alone until \(Trace.seconds(until)) s"
            }
        case .progressed(let progress, _, let site): return setAside(progress, site)
        default: break
        }
        return nil
    }

    private func failed(_ failure: LinkFailure, _ site: ReplicaSite, _ simulation: Simulation) -> String? {
        if let wait = failure.retryAfter {
            quietUntil[site.index] = simulation.time + wait.wholeMilliseconds * 1000
        } else if failure.code.replicaEffect == .counts {
            // What fails together with another is one fact.
            let last = replicas[site.index] ?? Failing()
            guard isAttempted.remove(site.index) != nil || last.inARow == 0 else { return nil }
            replicas[site.index] = Failing(inARow: last.inARow + 1, lastAt: simulation.time)
        }
        return nil
    }

    private func attempted(_ site: ReplicaSite, _ simulation: Simulation) -> String? {
        isAttempted.insert(site.index)
        guard let failing = replicas[site.index], failing.inARow > 0 else { return nil }
        let least = Self.leastWait(afterFailure: failing.inARow)
        let waited = Double(simulation.time - failing.lastAt) / 1e6
        guard waited < least - 0.001 else { return nil }
        return "\(site.name) failed \(failing.inARow) times in a row and is asked again after \(waited) s"
    }

    private static func leastWait(afterFailure count: Int) -> Double {
        // An answer may come late, between a failure and another of the same connection: that is no second one.
        guard count > 1 else { return 0 }
        func power(_ exponent: Int) -> Double { Double(1 << min(exponent, 20)) }
        return count < 5 ? 0.5 * min(300, power(count - 1)) : 0.8 * min(300, 5 * power(count - 5))
    }

    private func setAside(_ progress: Progress, _ site: ReplicaSite) -> String? {
        for row in progress.cleared { resources[site.index]?[row.row] = nil }
        for row in progress.setAside {
            let known = resources[site.index]?[row.row]
            let times = known?.revision == row.revision ? (known?.times ?? 0) + 1 : 1
            resources[site.index, default: [:]][row.row] = Refused(revision: row.revision, times: times)
            guard let next = row.cause.nextAttemptAt else { continue }
            // Failures that a crash made undone are counted here and not in the file.
            let counted = min(times, row.cause.attempts)
            let least = 0.5 * min(300, Double(1 << min(counted - 1, 20)))
            let wait = Double(next.milliseconds - row.cause.lastFailedAt.milliseconds) / 1000
            if wait < least - 0.002 {
                return "row \(row.row.rawValue) failed \(times) times at \(site.name) and is due after \(wait) s"
            }
        }
        return nil
    }
}
