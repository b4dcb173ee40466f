// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Lets go wrong what a scenario plans.
struct FaultInjector {
    let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    func prepare() {
        for fault in simulation.scenario.faults {
            for time in 0..<fault.times {
                let share = fault.lasts / Double(fault.times)
                let begins = simulation.faultsEnd(at: fault.begins + share * Double(time))
                // What comes and goes is there half of the time; the seed moves it a little.
                let lasts = simulation.faultsEnd(at: fault.times > 1 ? share / 2 : share)
                let moved = begins + simulation.microseconds(0...(simulation.faultsEnd / 50))
                simulation.after(moved) { begin(fault, lasts: lasts) }
            }
        }
        simulation.after(simulation.faultsEnd) { settle() }
    }

    private func sites(_ fault: PlannedFault) -> [ReplicaSite] {
        simulation.replicas.filter { site in fault.replica.map { $0 == site.name } ?? true }
    }

    private func isAtPrimary(_ fault: PlannedFault) -> Bool {
        if fault.kind.hitsPrimary { return true }
        let canBe = [.crashes, .full, .regionLoss].contains(fault.kind)
        return canBe && (fault.replica ?? "primary") == "primary"
    }

    private func begin(_ fault: PlannedFault, lasts: Int64) {
        guard !simulation.isSettling else { return }
        let hitsPrimary = isAtPrimary(fault)
        let sites = sites(fault)
        simulation.trace.note(.fault, fault.replica ?? "all", lasts) { fault.kind.rawValue }
        let began = simulation.time
        if hitsPrimary { beginAtPrimary(fault, lasts: lasts) }
        for site in sites where !hitsPrimary || fault.kind == .crashes && fault.replica == nil {
            site.faults.append(fault)
            begin(fault, at: site, lasts: lasts)
            site.route.weather = Weather(site.faults)
        }
        for site in simulation.replicas where hitsPrimary || sites.contains(where: { $0 === site }) {
            site.isTroubled += 1
        }
        let ends = min(lasts, max(simulation.faultsEnd - simulation.time - 1, 0))
        simulation.after(ends) { end(fault, hitsPrimary, sites, began: began) }
    }

    private func beginAtPrimary(_ fault: PlannedFault, lasts: Int64) {
        let primary = simulation.primary
        switch fault.kind {
        case .crashes: primary.writer.crashChance = fault.amount
        case .full: primary.writer.isFull = true
        case .readErrors: primary.readErrors = fault.amount
        case .regionLoss: primary.process.crash(restartingAfter: lasts)
        case .clockJump:
            let most = Int64(fault.amount * 1_000_000)
            simulation.skew += simulation.microseconds(-most...most)
        case .massDeletion: massChange(fault.amount) { $0.id.kind == .secret ? .delete($0.row) : nil }
        case .massRotation: massChange(fault.amount) { $0.id.kind == .key ? .rotate($0.row) : nil }
        default: break
        }
    }

    private func massChange(_ share: Double, _ request: (StoredResource) -> ResourceChanger.Request?) {
        for resource in simulation.primary.file.resources where simulation.chance(share) {
            if let request = request(resource) { simulation.primary.change(request) }
        }
    }

    private func begin(_ fault: PlannedFault, at site: ReplicaSite, lasts: Int64) {
        switch fault.kind {
        case .crashes: site.writer.crashChance = fault.amount
        case .full: site.writer.isFull = true
        case .regionLoss: site.process.crash(restartingAfter: lasts)
        case .poison:
            let count = simulation.primary.file.resources.count
            for _ in 0..<max(1, Int(fault.amount)) {
                site.poison.insert(RowID(Int64.random(in: 0..<Int64(count), using: &simulation.random)))
            }
        case .pause: simulation.primary.pause(site)
        case .disassociation: simulation.primary.disassociate(site)
        case .restore: site.backup = site.file
        default: break
        }
    }

    private func end(_ fault: PlannedFault, _ hitsPrimary: Bool, _ sites: [ReplicaSite], began: Int64) {
        simulation.trace.note(.calm, fault.replica ?? "all") { fault.kind.rawValue }
        if hitsPrimary {
            switch fault.kind {
            case .crashes: simulation.primary.writer.crashChance = 0
            case .full: simulation.primary.writer.isFull = false
            case .readErrors: simulation.primary.readErrors = 0
            default: break
            }
        }
        for site in sites where !hitsPrimary || fault.kind == .crashes && fault.replica == nil {
            if let place = site.faults.firstIndex(where: { $0.kind == fault.kind && $0.begins == fault.begins }) {
                site.faults.remove(at: place)
            }
            site.route.weather = Weather(site.faults)
            end(fault, at: site)
        }
        for site in simulation.replicas where hitsPrimary || sites.contains(where: { $0 === site }) {
            site.isTroubled -= 1
            site.lastTrouble = simulation.time
            let missing = site.behind.oldest.map { Double(simulation.time - $0) / 1e6 } ?? 0
            site.record.troubles.append(
                .init(
                    kind: fault.kind,
                    begins: Double(began) / 1e6,
                    ends: Double(simulation.time) / 1e6,
                    recovery: nil,
                    missing: missing
                )
            )
        }
    }

    private func end(_ fault: PlannedFault, at site: ReplicaSite) {
        switch fault.kind {
        case .crashes: site.writer.crashChance = 0
        case .full: site.writer.isFull = false
        case .poison: site.poison = []
        case .pause: if let place = site.association { simulation.primary.resume(place) }
        case .restore: restore(site)
        default: break
        }
    }

    /// The replica loses what came after its backup; what its primary set aside since is not known to be there.
    private func restore(_ site: ReplicaSite) {
        guard let backup = site.backup, let place = site.association, !site.wasAnythingSetAside,
            simulation.primary.file.associations[place].record.isReplicating, backup.instance.role == .replica
        else { return }
        site.wasRestored = true
        site.file = backup
        site.process.crash(restartingAfter: simulation.microseconds(200_000...2_000_000))
        simulation.compare(site)
    }

    /// No more changes and faults; an operator looks at what needs one.
    private func settle() {
        simulation.isSettling = true
        for site in simulation.replicas { site.lastTrouble = simulation.time }
        for round in 0..<5 {
            simulation.after(Int64(round) * 60_000_000 + 1) {
                for site in simulation.replicas {
                    if site.isPaused, let place = site.association { simulation.primary.resume(place) }
                    simulation.primary.retry(site)
                }
            }
        }
    }
}

extension Simulation {
    /// Microseconds of a share of the run.
    func faultsEnd(at share: Double) -> Int64 { Int64(share * scenario.duration * 1_000_000) }
}
