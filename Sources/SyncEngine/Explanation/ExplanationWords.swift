// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Says in words what is known of a resource at a replica.
struct ExplanationWords {
    let account: ResourceAccount
    let primaryID: InstanceID
    let record: AssociationRecord
    let view: ReplicaView
    let now: Timestamp

    var replica: InstanceID { record.replicaID }
    var resource: ResourceID { account.standing.resourceID }

    /// What is synchronized: a revision, or a deletion.
    var what: String {
        account.standing.isDeleted
            ? "the deletion of \(resource) (revision \(account.standing.revision))"
            : "revision \(account.standing.revision) of \(resource)"
    }

    func text(of subject: Explanation.Subject) -> String {
        switch subject {
        case .synchronized(let situation, let hold): sentences(situation, hold)
        case .notCovered where account.standing.isDeleted:
            "\(resource) was deleted at \(primaryID) on \(clock(account.changedAt)). \(replica) synchronizes selected resources, "
                + "and it was not one of them: nothing of it was sent there."
        case .notCovered:
            join(
                "\(replica) synchronizes selected resources, and \(resource) is not one of them: nothing of it is sent there.",
                record.isReplicating
                    ? "`kmsync resource add \(primaryID) \(resource) --replica \(replica)` adds it, for good." : nil
            )
        case .deleted: deleted
        case .createdTooLate:
            "\(resource) was created on \(clock(account.createdAt)), after \(replica) had been disassociated from "
                + "\(primaryID)\(account.endedAt.map { " on \(clock($0))" } ?? ""): it never was there."
        }
    }

    private var deleted: String {
        let when = "\(resource) was deleted at \(primaryID) on \(clock(account.changedAt))"
        if account.endedAt != nil {
            return
                "\(when), before \(replica) was disassociated. Nothing of it is sent any more: what \(replica) had taken by then, "
                + "be it the deletion or what was before it, it keeps, frozen."
        }
        return "\(when), and \(replica) confirmed the deletion: nothing is left to do."
    }

    /// What happened to the resource, then what comes next.
    private func sentences(_ situation: ResourceSituation, _ hold: Hold) -> String {
        switch situation {
        case .detached: detached
        case .sending(let failure):
            join(
                "\(capital(what)) is being sent to \(replica) now.",
                failure.map { "It failed before: \(failed($0))." },
                "If no answer comes in time, it is sent again\(next(hold).map { ", but not while this lasts: \($0)" } ?? ".")"
            )
        case .confirmed: confirmed(hold)
        case .waiting(let turn): join(sentence(of: turn), next(hold) ?? keyInTheWay ?? itsTurn)
        case .waitingForKey(let cause):
            join(
                "\(replica) has not taken \(what), as the key that protects it is not there.",
                keySentence,
                again(cause, hold)
            )
        case .failed(let cause):
            join(
                "\(replica) did not confirm \(what): \(failed(cause)).",
                cause.code == .dependencyMissing ? keySentence : nil,
                again(cause, hold)
            )
        }
    }

    private var detached: String {
        let ended = account.endedAt.map { " on \(clock($0))" } ?? ""
        let later = account.endedAt.map { account.changedAt > $0 } ?? false
        return join(
            "\(replica) was disassociated from \(primaryID)\(ended), for good: nothing is sent to it any more.",
            "What it held of \(resource) then it keeps, frozen.",
            later ? "\(capital(what)) came after that, and is not there." : nil
        )
    }

    private func confirmed(_ hold: Hold) -> String {
        guard view.isContactFresh else {
            return join(
                "\(replica) confirmed \(what); whether it still holds that is not known, \(doubt(hold)).",
                next(hold) ?? "It is asked by itself, and what it confirmed is called in sync again once it answers."
            )
        }
        return join(
            "\(replica) confirmed \(what), and holds what \(primaryID) holds of it.",
            next(hold) ?? "The next change is sent as soon as it is made."
        )
    }

    /// Why a confirmation may not be relied on.
    private func doubt(_ hold: Hold) -> String {
        switch hold {
        case .down: "as nothing is exchanged with it now"
        case .ending: "as it is only asked to freeze now"
        case .nothing, .paused, .notAgreed, .connecting, .backingOff, .throttled, .over:
            view.lastContactAt.map { "as it was last heard of on \(clock($0))" } ?? "as nothing has been heard of it"
        }
    }

    private func sentence(of turn: ResourceSituation.Turn) -> String {
        switch turn {
        case .firstCopy:
            "\(replica) has not confirmed \(what), which belongs to the first copy of what was there before it was associated."
        case .newChange: "\(replica) has not confirmed \(what), a change of \(clock(account.changedAt))."
        case .newlyCovered:
            "\(resource) was added to what \(replica) synchronizes, and \(replica) has not confirmed \(what)."
        case .newerThanFailure(let cause):
            "An earlier revision failed at \(replica): \(failed(cause)). \(replica) has not confirmed \(what), which came after that."
        }
    }

    /// Nothing holds up the replica: how many places of its part of the feed stand before it.
    private var itsTurn: String {
        let sequence = account.standing.sequence
        let positions = view.positions
        let position = sequence <= positions.backfillEnd ? positions.backfill : positions.live
        let ahead = sequence.rawValue - position.rawValue - 1
        guard ahead > 0, account.standing.setAside == nil else { return "Nothing holds it up: it is sent in its turn." }
        return
            "Nothing holds it up: it is sent in its turn. At most \(ahead) places of the feed stand before it, and urgent "
            + "and newer changes may go in between."
    }

    /// A secret is not sent while its key has failed; nil: the key is not in the way.
    private var keyInTheWay: String? {
        guard account.standing.hasFailedKey, !account.standing.isDeleted, let keySentence else { return nil }
        return "\(keySentence) It is not sent before the key has arrived."
    }

    /// The state of the key that a secret waits for.
    private var keySentence: String? {
        guard let key = account.key else { return nil }
        guard let standing = key.standing, !standing.isDeleted else { return "\(primaryID) has no \(key.resourceID)." }
        switch StatusRule.situation(of: standing, view) {
        case .detached: return nil
        case .sending: return "\(key.resourceID) is being sent there now."
        case .confirmed: return "\(key.resourceID) has arrived there."
        case .waiting: return "\(key.resourceID) has not been confirmed there yet."
        case .waitingForKey(let cause), .failed(let cause):
            return "\(key.resourceID) itself failed there: \(failed(cause))."
        }
    }
}
