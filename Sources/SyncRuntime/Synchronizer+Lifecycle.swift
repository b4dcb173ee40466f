// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension Synchronizer {
    /// Step 2 and 3 of association: asks the replica, then bootstraps, or withdraws if it refuses.
    func follow(
        _ pair: Pair,
        _ record: AssociationRecord,
        _ store: any PrimaryStore,
        agreed: (@Sendable (Result<AssociationRecord, SynchronizationRefusal>) -> Void)? = nil,
        _ finish: @escaping @Sendable (RetryLoop.Outcome) -> Void
    ) {
        let primary: Instance
        let digestKey: Material
        do {
            primary = try store.instance()
            digestKey = try store.digestKey(association: record.number)
        } catch {
            agreed?(.failure(.storageFailed(detail: "\(error)")))
            return finish(.again(LinkFailure(.primaryReadFailed, detail: "\(error)")))
        }
        let link = surroundings.links.link(from: pair.primary, to: pair.replica)
        link.follow(
            primary: primary,
            epoch: record.epoch,
            digestKey: digestKey,
            deadline: surroundings.policy.requestTimeout
        ) { [self] result in
            switch result {
            case .success(let violations) where violations.isEmpty:
                store.change(.agree(record.number)) { changed in
                    self.agreed(pair, changed, store, agreed, finish)
                }
            case .success(let violations):
                store.change(.withdraw(record.number)) { [self] withdrawn in
                    agreed?(.failure(.violations(violations)))
                    switch withdrawn {
                    case .success:
                        announceRefusal(pair, violations)
                        finish(.met)
                    case .failure(let error): finish(.again(LinkFailure(.primaryReadFailed, detail: "\(error)")))
                    }
                }
            case .failure(let failure):
                // The replica has not answered: the row stays, and start-up resumes it forward.
                agreed?(.success(record))
                finish(.again(failure))
            }
        }
    }

    /// The first rule that the replica would have broken is the cause, which names the others.
    private func announceRefusal(_ pair: Pair, _ violations: [Violation]) {
        guard let first = violations.first else { return }
        let others = violations.dropFirst().map(\.code.rawValue).joined(separator: ", ")
        let now = surroundings.scheduling.now.wall
        let cause = FailureCause(
            code: first.code,
            detail: others.isEmpty ? first.detail : "and \(others)",
            attempts: 1,
            firstFailedAt: now,
            lastFailedAt: now,
            nextAttemptAt: nil
        )
        announce(.associationRefused, pair, cause: cause, message: "\(pair.replica) refused: \(cause.message)")
    }

    private func agreed(
        _ pair: Pair,
        _ changed: Result<AssociationRecord?, any Error>,
        _ store: any PrimaryStore,
        _ agreed: (@Sendable (Result<AssociationRecord, SynchronizationRefusal>) -> Void)?,
        _ finish: @escaping @Sendable (RetryLoop.Outcome) -> Void
    ) {
        switch changed {
        case .success(let record?):
            if record.isReplicating {
                run(pair, record, store)
                announce(.associationCreated, pair, message: "\(pair.replica) follows \(pair.primary)")
            }
            agreed?(.success(record))
            finish(.met)
        case .success(nil):
            agreed?(.failure(.replicaNotFound(primary: pair.primary, replica: pair.replica)))
            finish(.met)
        case .failure(let error):
            agreed?(.failure(SynchronizationRefusal(storage: error)))
            finish(.again(LinkFailure(.primaryReadFailed, detail: "\(error)")))
        }
    }

    /// Step 2 and 3 of disassociation: freezes the replica, the fence, then records it.
    func freeze(
        _ pair: Pair,
        _ record: AssociationRecord,
        _ store: any PrimaryStore,
        _ finish: @escaping @Sendable (RetryLoop.Outcome) -> Void
    ) {
        let link = surroundings.links.link(from: pair.primary, to: pair.replica)
        link.freeze(
            primaryID: pair.primary,
            epoch: record.epoch,
            deadline: surroundings.policy.requestTimeout
        ) { [self] result in
            switch result {
            case .success: detach(pair, record, store, finish)
            case .failure(let failure) where failure.code == .replicaReleased:
                // What is gone cannot be frozen, and cannot be written either.
                detach(pair, record, store, finish)
            case .failure(let failure): finish(.again(failure))
            }
        }
    }

    private func detach(
        _ pair: Pair,
        _ record: AssociationRecord,
        _ store: any PrimaryStore,
        _ finish: @escaping @Sendable (RetryLoop.Outcome) -> Void
    ) {
        store.change(.detach(record.number)) { [self] result in
            switch result {
            case .success:
                announce(.replicaDisassociated, pair, message: "\(pair.replica) is frozen and follows no longer")
                finish(.met)
            case .failure(let error):
                finish(.again(LinkFailure(.primaryReadFailed, detail: "\(error)")))
            }
        }
    }

    func announce(_ kind: MonitorEvent.Kind, _ pair: Pair, cause: FailureCause? = nil, message: String) {
        surroundings.events.publish(
            MonitorEvent(
                at: surroundings.scheduling.now.wall,
                kind: kind,
                instanceID: pair.primary,
                replicaID: pair.replica,
                cause: cause,
                message: message
            )
        )
    }
}

extension SynchronizationRefusal {
    /// An error of a file as a request is told of it; what a file names as unknown stays that.
    init(storage error: any Error) {
        switch error {
        case let refusal as SynchronizationRefusal: self = refusal
        case let unknown as UnknownResources: self = .resourcesNotFound(unknown.names)
        case let fault as any StorageFault where fault.isFull: self = .storageFull
        default: self = .storageFailed(detail: "\(error)")
        }
    }
}
