// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// What is explained is so: each sentence is compared with what the simulator knows by itself.
final class ExplanationChecker: Checker {
    let name = "explanations"
    private var inFlight: [Int: Set<RowID>] = [:]

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .primaryEnded: inFlight = [:]
        case .pushed(let job, let site): for item in job.items { inFlight[site.index, default: []].insert(item.row) }
        case .answered(let job, _, let site): for item in job.items { inFlight[site.index]?.remove(item.row) }
        case .looked(let look):
            guard let explanation = look.explanation else { return nil }
            return wrong(explanation, look, simulation)
        default: break
        }
        return nil
    }

    private func wrong(_ explanation: Explanation, _ look: Look, _ simulation: Simulation) -> String? {
        let id = look.resource.id
        if let status = explanation.status, status != look.status { return "\(id) is explained as another status" }
        switch explanation.subject {
        case .deleted:
            return look.resource.isDeleted && (look.site.file.holds(look.resource) || look.site.wasRestored)
                ? nil : "the deletion of \(id) is told to be confirmed"
        case .notCovered, .createdTooLate: return "\(id) is in scope and was there"
        case .synchronized(let situation, let hold):
            return wrong(situation, look) ?? wrong(hold, look, simulation)
        }
    }

    private func wrong(_ situation: ResourceSituation, _ look: Look) -> String? {
        let id = look.resource.id
        let isSent = inFlight[look.site.index]?.contains(look.resource.row) ?? false
        switch situation {
        case .detached: return "\(id) is no ex-replica's"
        case .sending: return isSent ? nil : "\(id) is told to be on its way"
        case .confirmed:
            return look.site.file.holds(look.resource) || look.site.wasRestored ? nil : "\(id) is told to be confirmed"
        case .waiting, .waitingForKey: return isSent ? "\(id) is told to wait, and is on its way" : nil
        case .failed(let cause):
            let known = look.run.association.setAside[look.resource.row]?.record.cause
            return known == cause && !isSent ? nil : "\(id) is told to have failed of \(cause.code.rawValue)"
        }
    }

    private func wrong(_ hold: Hold, _ look: Look, _ simulation: Simulation) -> String? {
        if case .paused = hold { return look.run.isHeld ? nil : "\(look.site.name) is told to be paused" }
        if look.run.isHeld { return "\(look.site.name) is paused, and that is not told" }
        switch hold {
        case .paused, .nothing, .connecting, .ending, .over, .notAgreed: return nil
        case .backingOff(let cause): return wrong(cause?.nextAttemptAt, look, simulation)
        case .throttled(let until): return wrong(until, look, simulation)
        case .down:
            let mayBe = look.site.wasRestored || look.site.file.instance.role == .frozen
            return mayBe ? nil : "\(look.site.name) is told to be down, and nothing took it down"
        }
    }

    /// What is to happen by itself at a time has an alarm by then.
    private func wrong(_ told: Timestamp?, _ look: Look, _ simulation: Simulation) -> String? {
        let now = simulation.moment
        guard let told, told > now.wall else { return nil }
        guard let alarm = look.run.alarm else { return "nothing wakes \(look.site.name) for what is due at \(told)" }
        let isLate = now.wall.advanced(by: alarm - now.uptime - .milliseconds(2)) > told
        return isLate ? "\(look.site.name) wakes after what is due at \(told)" : nil
    }
}
