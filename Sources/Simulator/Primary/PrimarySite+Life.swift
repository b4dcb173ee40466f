// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The life of an association: each step is durable before the next, and goes on after a crash.
extension PrimarySite {
    private var simulation: Simulation { process.simulation }
    private static let replicaLimit = 64

    /// Checks every rule, reserves, and asks the replica; what breaks a rule does not happen.
    func associate(_ site: ReplicaSite) {
        site.isWanted = true
        guard process.isUp else { return }
        let others = file.associations.filter { $0.record.stage != .disassociated }.map(\.record.replicaID)
        let violations = AssociationRule.violations(
            primary: file.instance,
            candidate: site.file.candidate,
            others: others,
            pairs: file.pairs,
            replicaLimit: Self.replicaLimit
        )
        simulation.trace.note(.operate, site.name, Int64(violations.count)) {
            violations.isEmpty ? "associate" : "refused: \(violations.map(\.code.rawValue).joined(separator: ", "))"
        }
        guard violations.isEmpty else {
            site.isWanted = false
            return
        }
        let count = file.resources.count
        let chosen = site.plan.coversAll ? nil : (0..<count).filter { _ in simulation.chance(0.5) }
        writer.submit { [self] in
            let rows = chosen.map { Set($0.map { RowID(Int64($0)) }) }
            let keys = rows?.compactMap { file.resource($0).key } ?? []
            site.association = file.reserve(
                site.file.instance,
                selection: rows?.union(keys),
                now: simulation.moment.wall
            )
            simulation.observe(.associated(site))
            return site.association ?? 0
        } answer: { [self] in
            follow(site, $0, failures: 0)
        }
    }

    func follow(_ site: ReplicaSite, _ place: Int, failures: Int) {
        let (instance, record) = (file.instance, file.associations[place].record)
        site.route.request(
            deadline: policy.connectTimeout,
            refusal: .replicaUnreachable,
            serve: { answer in
                site.follow(instance, epoch: record.epoch, positions: record.positions, answer: answer)
            },
            completion: { [self] (result: Result<[Violation], LinkFailure>) in
                guard case .success(let violations) = result else {
                    return again(failures) { [self] in follow(site, place, failures: failures + 1) }
                }
                guard violations.isEmpty else { return }
                writer.submit { [self] in
                    file.associations[place].record.stage = .bootstrapping
                } answer: { [self] in
                    start(site, place)
                }
            }
        )
    }

    /// Records the intent, stops sending, and freezes the replica, as soon as it answers.
    func disassociate(_ site: ReplicaSite) {
        guard process.isUp, let run = site.run, let place = site.association else {
            return simulation.after(1_000_000) { [self] in
                if let place = site.association, file.associations[place].record.isReplicating { disassociate(site) }
            }
        }
        simulation.trace.note(.operate, site.name) { "disassociate" }
        writer.submit { [self] in
            file.associations[place].record.stage = .disassociating
            file.associations[place].record.pause = nil
        } answer: { [self] in
            run.stop { [self] in
                site.run = nil
                freeze(site, place, failures: 0)
            }
        }
    }

    func freeze(_ site: ReplicaSite, _ place: Int, failures: Int) {
        let (id, epoch) = (file.instance.id, file.associations[place].record.epoch)
        site.route.request(
            deadline: policy.requestTimeout,
            refusal: .replicaUnreachable,
            serve: { (answer: @escaping (Bool) -> Void) in site.freeze(id, epoch: epoch) { answer(true) } },
            completion: { [self] (result: Result<Bool, LinkFailure>) in
                guard case .success = result else {
                    return again(failures) { [self] in freeze(site, place, failures: failures + 1) }
                }
                writer.submit { [self] in
                    file.detach(place, now: simulation.moment.wall)
                } answer: { [self] in
                    // Who asks for the same pair again is refused.
                    process.after(simulation.microseconds(0...5_000_000)) { [self] in associate(site) }
                }
            }
        )
    }

    /// An operator holds a replica.
    func pause(_ site: ReplicaSite) {
        guard let place = site.association, file.associations[place].record.isReplicating else { return }
        guard process.isUp else { return simulation.after(1_000_000) { [self] in pause(site) } }
        simulation.trace.note(.operate, site.name) { "pause" }
        writer.submit { [self] in
            file.associations[place].record.pause = AssociationRecord.Pause(reason: "rehearsal", until: nil)
        } answer: {
            site.run?.tell(.paused(until: nil))
        }
    }

    func resume(_ place: Int) {
        simulation.trace.note(.operate, process.name, Int64(place)) { "resume" }
        writer.submit { [self] in
            file.associations[place].record.pause = nil
        } answer: { [self] in
            simulation.replicas.first { $0.association == place }?.run?.tell(.resumed)
        }
    }

    /// An operator has looked at what failed, and wants all of it tried again.
    func retry(_ site: ReplicaSite) {
        guard let place = site.association else { return }
        writer.submit { [self] in
            file.forgetBackoff(of: place, now: simulation.moment.wall)
            simulation.observe(.retried(site))
        } answer: {
            site.run?.tell(.setAsideChanged)
            site.run?.tell(.probeRequested)
        }
    }

    private func again(_ failures: Int, _ action: @escaping () -> Void) {
        let wait = RetryPolicy(base: policy.retryBase, cap: policy.retryCap)
            .delay(afterFailure: failures + 1, floor: .zero, using: &simulation.random)
        process.after(wait.wholeMilliseconds * 1000, action)
    }
}
