// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// What is durable at a replica, decided by the production rules.
struct ReplicaFile {
    /// Whom it follows, and what it recorded of the primary.
    struct Following {
        var primaryID: InstanceID
        var epoch: Epoch
        var positions: Positions
        var head: SequenceNumber
    }

    /// A resource that it holds.
    struct Held {
        var version: HeldVersion
        var resource: StoredResource
    }

    var instance: Instance
    var following: Following?
    var pairs: Set<InstanceID> = []
    private(set) var held: [Held?] = []

    init(instance: Instance) { self.instance = instance }

    func held(_ row: RowID) -> Held? {
        let place = Int(row.rawValue)
        return place < held.count ? held[place] : nil
    }

    /// Whether it holds exactly this.
    func holds(_ resource: StoredResource) -> Bool {
        guard let held = held(resource.row) else { return false }
        return held.version.revision == resource.revision && held.version.digest == resource.digest
    }

    var candidate: ReplicaCandidate { ReplicaCandidate(instance: instance, pairs: pairs.sorted { "\($0)" < "\($1)" }) }

    /// Becomes the replica of a primary; the same pair and epoch again succeeds.
    mutating func follow(_ primary: Instance, epoch: Epoch, positions: Positions) -> [Violation] {
        if let following, following.primaryID == primary.id, following.epoch == epoch, instance.role == .replica {
            return []
        }
        let violations = AssociationRule.violationsAtReplica(primary: primary, candidate: candidate)
        guard violations.isEmpty else { return violations }
        instance.role = .replica
        instance.primaryID = primary.id
        pairs.insert(primary.id)
        following = Following(primaryID: primary.id, epoch: epoch, positions: positions, head: .zero)
        return []
    }

    /// What a hello or a heartbeat is answered; `records` is set by a heartbeat only.
    mutating func greet(_ hello: Hello, records: Bool) -> Result<ReplicaGreeting, LinkFailure> {
        guard let known = following, known.primaryID == hello.primaryID else {
            return .failure(LinkFailure(.permissionDenied, detail: "it does not follow \(hello.primaryID)"))
        }
        guard instance.role == .replica, hello.epoch >= known.epoch else { return .failure(LinkFailure(.fenced)) }
        following?.epoch = hello.epoch
        if records { record(hello.positions, hello.head) }
        return .success(ReplicaGreeting(recorded: known.positions, recordedHead: known.head))
    }

    /// Ends the association: the epoch is the fence.
    mutating func freeze(_ primaryID: InstanceID, epoch: Epoch) {
        guard instance.primaryID == primaryID, instance.role == .replica, let known = following else { return }
        instance.role = .frozen
        following?.epoch = max(known.epoch, epoch).next
    }

    /// Why a batch is not looked at; nil: it is.
    func refusal(of hello: Hello) -> PushOutcome? {
        guard let known = following, known.primaryID == hello.primaryID else {
            return .failed(LinkFailure(.permissionDenied))
        }
        return switch EpochRule.decide(association: known.epoch, pushed: hello.epoch) {
        case .fenced: .failed(LinkFailure(.fenced, detail: "epoch \(known.epoch) there, \(hello.epoch) here"))
        case .helloAgain: .helloAgain
        case .accept: nil
        }
    }

    mutating func record(_ positions: Positions, _ head: SequenceNumber) {
        following?.positions = positions
        following?.head = head
    }

    /// Applies one item; a secret needs its key.
    mutating func apply(_ resource: StoredResource, epoch: Epoch) -> ItemAnswer.Result {
        guard resource.computedDigest == resource.digest else {
            return .failed(.integrityFailed, detail: "the digest differs")
        }
        let pushed = HeldVersion(epoch: epoch, revision: resource.revision, digest: resource.digest)
        let known = held(resource.row)
        switch ApplyRule.decide(held: known?.version, pushed: pushed) {
        case .keep:
            let held = known?.version ?? pushed
            return .held(epoch: held.epoch, revision: held.revision, digest: held.digest)
        case .conflict: return .failed(.revisionConflict, detail: "revision \(pushed.revision)")
        case .apply: break
        }
        if let key = resource.key, held(key)?.resource.isDeleted ?? true {
            return .failed(.dependencyMissing, detail: nil)
        }
        let place = Int(resource.row.rawValue)
        while held.count <= place { held.append(nil) }
        held[place] = Held(version: pushed, resource: resource)
        return .held(epoch: pushed.epoch, revision: pushed.revision, digest: pushed.digest)
    }
}
