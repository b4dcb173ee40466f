// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncMetrics
import SyncModel
import Synchronization
import Testing

/// Links of which a test gives the answers.
final class AnsweringLinks: ReplicaLinks {
    private let waiting = Mutex<[@Sendable (PushOutcome) -> Void]>([])

    func link(from _: InstanceID, to _: InstanceID) -> any ReplicaLink { AnsweringLink(links: self) }

    func answer(_ outcome: PushOutcome) { waiting.withLock { $0.removeFirst() }(outcome) }

    private struct AnsweringLink: ReplicaLink {
        let links: AnsweringLinks

        func describe(
            deadline: Duration,
            completion: @escaping @Sendable (Result<ReplicaCandidate, LinkFailure>) -> Void
        ) {}

        func follow(
            primary: Instance,
            epoch: Epoch,
            digestKey: Material,
            deadline: Duration,
            completion: @escaping @Sendable (Result<[Violation], LinkFailure>) -> Void
        ) {}

        func greet(
            _ hello: Hello,
            deadline: Duration,
            completion: @escaping @Sendable (Result<ReplicaGreeting, LinkFailure>) -> Void
        ) {}

        func heartbeat(_ hello: Hello, deadline: Duration, completion: @escaping @Sendable (LinkFailure?) -> Void) {}

        func push(_ batch: OutgoingBatch, deadline: Duration, completion: @escaping @Sendable (PushOutcome) -> Void) {
            links.waiting.withLock { $0.append(completion) }
        }

        func freeze(
            primaryID: InstanceID,
            epoch: Epoch,
            deadline: Duration,
            completion: @escaping @Sendable (Result<Void, LinkFailure>) -> Void
        ) {}
    }
}

extension Hello {
    static let first = {
        do {
            return Hello(
                primaryID: try InstanceID("home"),
                epoch: Epoch(1),
                positions: Positions(backfill: .zero, backfillEnd: .zero, live: .zero),
                head: .zero
            )
        } catch { preconditionFailure("\(error)") }
    }()
}

extension LoadedResource {
    static func numbered(_ number: Int) throws -> Self {
        LoadedResource(
            row: RowID(Int64(number)),
            resourceID: try ResourceID("secret/s\(number)"),
            sequence: SequenceNumber(Int64(number)),
            revision: Revision(1),
            content: .success(
                OpenedContent(
                    bytes: Material([UInt8](repeating: 7, count: 10)),
                    digest: try #require(Digest([UInt8](repeating: UInt8(number), count: Digest.size)))
                )
            )
        )
    }

    var digest: Digest? {
        if case .success(let content) = content { content.digest } else { nil }
    }

    func answer(_ result: ItemAnswer.Result) -> ItemAnswer {
        ItemAnswer(row: row, sequence: sequence, revision: revision, digest: digest, result: result)
    }
}

extension SyncSnapshot {
    static func of(_ associations: [AssociationView]) -> Self {
        var snapshot = SyncSnapshot(files: [], connections: 0, version: "1", sqliteVersion: "3")
        snapshot.add(associations)
        return snapshot
    }
}

extension AssociationView {
    static func following(
        state: AssociationState = .active,
        lag: Duration? = .zero,
        connection: ConnectionState = .connected
    ) throws -> Self {
        AssociationView(
            primaryID: try InstanceID("home"),
            replicaID: try InstanceID("away"),
            address: "local",
            region: "r",
            type: .allResources,
            state: state,
            connection: connection,
            cause: nil,
            epoch: Epoch(1),
            appliedSequence: SequenceNumber(3),
            headSequence: SequenceNumber(3),
            lag: lag,
            lastContactAt: Timestamp(milliseconds: 1_700_000_000_250),
            lastSuccessAt: nil,
            pausedReason: nil,
            counts: .zero,
            causes: []
        )
    }
}
