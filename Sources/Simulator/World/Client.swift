// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Applications and operators at the primary: what they ask for follows from the seed.
struct Client {
    let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    /// Fills the primary, and plans the first change.
    func prepare() {
        let workload = simulation.scenario.workload
        let keys = max(1, Int(Double(workload.resources) * workload.keyShare))
        for number in 0..<workload.resources {
            let isKey = number < keys
            let key = RowID(Int64.random(in: 0..<Int64(keys), using: &simulation.random))
            let request: ResourceChanger.Request =
                isKey ? .createKey : .createSecret(under: simulation.chance(0.7) ? key : nil)
            _ = ResourceChanger.apply(
                request,
                to: &simulation.primary.file,
                value: simulation.random.next(),
                now: simulation.moment.wall
            )
        }
        changeAgain()
        if simulation.scenario.replicas.contains(where: { !$0.coversAll }) { selectAgain() }
    }

    private func changeAgain() {
        let rate = simulation.scenario.workload.changesPerSecond
        guard rate > 0 else { return }
        let mean = Int64(1_000_000 / rate)
        simulation.after(simulation.microseconds(0...(2 * mean))) {
            guard !simulation.isSettling else { return }
            simulation.primary.change(request())
            changeAgain()
        }
    }

    private func selectAgain() {
        simulation.after(Int64(simulation.scenario.duration * 100_000)) {
            guard !simulation.isSettling else { return }
            for site in simulation.replicas where !site.plan.coversAll { select(site) }
            selectAgain()
        }
    }

    /// A selection grows by one.
    private func select(_ site: ReplicaSite) {
        guard let place = site.association, site.run != nil else { return }
        let row = anyRow()
        simulation.primary.writer.submit {
            guard !simulation.primary.file.resource(row).isDeleted else { return }
            simulation.primary.file.select([row], of: place, now: simulation.moment.wall)
            simulation.compare(site)
        } answer: {
            site.run?.tell(.setAsideChanged)
        }
    }

    private func anyRow() -> RowID {
        RowID(Int64.random(in: 0..<Int64(simulation.primary.file.resources.count), using: &simulation.random))
    }

    private func request() -> ResourceChanger.Request {
        let row = anyRow()
        if simulation.chance(simulation.scenario.workload.urgentShare) {
            return simulation.pick([.disable(row), .planDeletion(row), .delete(row), .moveStage(row)]) ?? .disable(row)
        }
        return switch Int.random(in: 0..<20, using: &simulation.random) {
        case 0: .createKey
        case 1: .createSecret(under: key(near: row))
        case 2, 3: .rotate(row)
        case 4, 5: .enable(row)
        case 6: .cancelDeletion(row)
        case 7: .moveStage(row)
        case 8, 9, 10: .describe(row)
        default: .put(row)
        }
    }

    private func key(near row: RowID) -> RowID? {
        let resource = simulation.primary.file.resource(row)
        if case .key = resource.content { return row }
        return resource.key
    }
}
