// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension Simulation {
    /// What is known here of who lacks what.
    func keepLedgers(_ observation: Observation) {
        switch observation {
        case .stored(let resource):
            for site in replicas where covers(resource.row, site) { site.behind.change(resource.row, at: time) }
        case .associated(let site): compare(site)
        case .applied(let held, _, let site):
            if held.version.revision == primary.file.resource(held.resource.row).revision {
                site.behind.have(held.resource.row, at: time)
            }
        case .progressed(let progress, _, let site):
            if !progress.setAside.isEmpty { site.wasAnythingSetAside = true }
            // A selection may have grown.
            if site.plan.coversAll { return }
            compare(site)
        default: return
        }
    }

    /// Compares a replica with the primary, one by one.
    func compare(_ site: ReplicaSite) {
        for resource in primary.file.resources where covers(resource.row, site) && !site.file.holds(resource) {
            site.behind.lack(resource.row, at: time)
        }
    }

    /// Whether the primary owes the replica this row.
    func covers(_ row: RowID, _ site: ReplicaSite) -> Bool {
        guard let place = site.association, site.file.instance.role != .frozen else { return false }
        return primary.file.associations[place].covers(row)
    }

    /// Whether nothing is owed to anybody.
    var isEqual: Bool { primary.process.isUp && replicas.allSatisfy(isEqual) }

    func isEqual(_ site: ReplicaSite) -> Bool {
        guard let place = site.association else { return !site.isWanted }
        let association = primary.file.associations[place]
        if association.record.stage == .disassociated { return true }
        return site.behind.isEmpty && site.run != nil && association.setAside.isEmpty
            && association.record.stage == .active && association.record.positions.isBackfilled
            && association.record.positions.live == primary.file.head
    }

    /// How far behind a replica is, and what is told of it.
    func lag(_ site: ReplicaSite) -> (told: Duration?, truth: Duration)? {
        guard let run = site.run, let place = site.association else { return nil }
        let view = run.view
        let association = primary.file.associations[place]
        let truth = site.behind.oldest.map { Duration.microseconds(time - $0) } ?? .zero
        if let oldest = primary.file.oldestOutstanding(of: association, view.positions) {
            return (max(.milliseconds(1), moment.wall.since(oldest)), truth)
        }
        return (view.isContactFresh ? .zero : nil, truth)
    }

    func sampleAgain() {
        let interval = isSmall ? 1_000_000 : max(1_000_000, faultsEnd / 2000)
        after(Int64(interval)) { [self] in
            sampleAgain()
            for site in replicas {
                guard let lag = lag(site) else {
                    let truth = site.behind.oldest.map { Double(time - $0) / 1e6 } ?? 0
                    site.record.samples.append(.init(at: Double(time) / 1e6, lag: truth, told: nil))
                    continue
                }
                site.record.samples.append(
                    .init(at: Double(time) / 1e6, lag: lag.truth.inSeconds, told: lag.told?.inSeconds)
                )
                let standing = site.behind.oldestStanding.map { Duration.microseconds(time - $0) } ?? .zero
                observe(.sampled(site, told: lag.told, truth: standing))
                look(at: site, rows: samples(), explains: true)
            }
        }
    }

    private func samples() -> [RowID] {
        let count = primary.file.resources.count
        return (0..<(isSmall ? 8 : 2)).map { _ in RowID(Int64.random(in: 0..<Int64(count), using: &random)) }
    }

    /// Everything is looked at once.
    func sweep() {
        observe(.swept)
        for site in replicas {
            if isSmall { compare(site) }
            look(at: site, rows: (0..<primary.file.resources.count).map { RowID(Int64($0)) }, explains: isSmall)
        }
    }

    /// Asks where resources are, as a person would.
    func look(at site: ReplicaSite, rows: [RowID], explains: Bool) {
        guard let run = site.run else { return }
        let view = run.view
        let association = run.association
        for row in rows where association.covers(row) {
            let resource = primary.file.resource(row)
            let standing = primary.file.standing(of: resource, association)
            let explanation =
                explains
                ? Explanation(
                    primary.file.account(of: resource, association),
                    primaryID: primary.file.instance.id,
                    association.record,
                    view,
                    now: moment.wall
                ) : nil
            observe(
                .looked(
                    Look(
                        site: site,
                        run: run,
                        resource: resource,
                        view: view,
                        status: StatusRule.derive(standing, view),
                        explanation: explanation
                    )
                )
            )
        }
    }

    func finishRecords() {
        for site in replicas {
            site.record.worst = site.behind.longest(10, at: time).map {
                ("\(primary.file.resource($0.row).id)", Double($0.time) / 1e6)
            }
        }
    }
}
