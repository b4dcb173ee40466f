// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The region of the primary: its process, its file, and a run of the core for each association.
final class PrimarySite {
    let process: Process
    let writer: GroupWriter
    let budget: SharedBudget
    var file: PrimaryFile
    var policy: ReplicationPolicy
    /// Chance that a read fails.
    var readErrors = 0.0

    private var simulation: Simulation { process.simulation }

    init(_ simulation: Simulation, now: Timestamp, policy: ReplicationPolicy, sharedBytes: Int) {
        process = Process("primary", simulation)
        writer = GroupWriter(process)
        budget = SharedBudget(limit: sharedBytes)
        self.policy = policy
        file = PrimaryFile(
            instance: Instance(
                id: InstanceID(stored: "primary"),
                region: "primary",
                residencyZone: "default",
                accountID: "default",
                role: .standalone,
                primaryID: nil,
                keyQuota: Quota(limit: 1_000_000, used: 0),
                secretQuota: Quota(limit: 1_000_000, used: 0),
                headSequence: .zero,
                createdAt: now
            )
        )
        process.forget = { [unowned self] in
            writer.forget()
            budget.forget()
            for site in self.simulation.replicas { site.run = nil }
            self.simulation.observe(.primaryEnded)
        }
        process.restart = { [unowned self] in
            for site in self.simulation.replicas { resume(site) }
        }
    }

    /// A caller changes something; the reply follows the commit.
    func change(_ request: ResourceChanger.Request) {
        guard process.isUp else { return }
        let value = simulation.random.next()
        // A caller who is refused is told so, and nothing was acknowledged.
        let refused: () -> Void = {}
        writer.submit(refused: refused) { [self] () -> StoredResource? in
            let now = simulation.moment.wall
            guard let made = ResourceChanger.apply(request, to: &file, value: value, now: now) else { return nil }
            let resource = made.resource
            simulation.trace.note(.change, process.name, resource.row.rawValue, resource.revision.rawValue) {
                "\(resource.id) at \(resource.sequence)"
            }
            simulation.observe(.stored(resource))
            for site in simulation.replicas {
                process.after(simulation.microseconds(10...2000)) { [self] in
                    site.run?.tell(.headMoved(file.head, urgently: made.isUrgent))
                }
            }
            return resource
        } answer: { [self] resource in
            if let resource { simulation.observe(.acknowledged(resource)) }
        }
    }

    /// Goes on with an association where its record says that it is.
    func resume(_ site: ReplicaSite) {
        guard let place = site.association else {
            // What was asked for and not recorded is asked for again.
            if site.isWanted { associate(site) }
            return
        }
        switch file.associations[place].record.stage {
        case .reserving: follow(site, place, failures: 0)
        case .bootstrapping, .active: start(site, place)
        case .disassociating: freeze(site, place, failures: 0)
        case .disassociated: break
        }
    }

    func start(_ site: ReplicaSite, _ place: Int) {
        let run = AssociationRun(site, self, place: place, policy: policy, seed: simulation.random.next())
        site.run = run
        run.tell(.started)
    }
}
