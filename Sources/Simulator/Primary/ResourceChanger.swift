// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncEngine
import SyncModel

/// Makes changes as applications and operators do, by the production rules: what they refuse does not happen.
struct ResourceChanger {
    enum Request {
        case createKey
        case createSecret(under: RowID?)
        case put(RowID)
        case moveStage(RowID)
        case describe(RowID)
        case rotate(RowID)
        case disable(RowID)
        case enable(RowID)
        case planDeletion(RowID)
        case cancelDeletion(RowID)
        case delete(RowID)
    }

    /// Changes the file; answers the resource as it is now, and whether the change overtakes others; nil: refused.
    static func apply(
        _ request: Request,
        to file: inout PrimaryFile,
        value: UInt64,
        now: Timestamp
    ) -> (resource: StoredResource, isUrgent: Bool)? {
        guard let made = made(of: request, file, value, now) else { return nil }
        file.store(made.resource, isUrgent: made.isUrgent, now: now)
        return (file.resource(made.resource.row), made.isUrgent)
    }

    private typealias Made = (resource: StoredResource, isUrgent: Bool)

    private static func made(of request: Request, _ file: PrimaryFile, _ value: UInt64, _ now: Timestamp) -> Made? {
        switch request {
        case .createKey: createdKey(file, now)
        case .createSecret(let key): createdSecret(under: key, file, value, now)
        case .put(let row): put(file.resource(row), value, now)
        case .moveStage(let row): stageMoved(file.resource(row), value, now)
        case .describe(let row): described(file.resource(row), file, value, now)
        case .rotate(let row): key(file.resource(row), .rotate, file, now)
        case .disable(let row): key(file.resource(row), .disable, file, now)
        case .enable(let row): key(file.resource(row), .enable, file, now)
        case .planDeletion(let row): deletionPlanned(file.resource(row), file, now)
        case .cancelDeletion(let row): deletionCancelled(file.resource(row), file, now)
        case .delete(let row): deleted(file.resource(row), file)
        }
    }

    private static func createdKey(_ file: PrimaryFile, _ now: Timestamp) -> Made? {
        let row = RowID(Int64(file.resources.count))
        let id = KeyID(stored: "k\(row.rawValue)")
        // ignoring: the defaults break no rule
        guard let new = try? NewKey() else { return nil }
        let key = new.key(id: id, revision: Revision(1), sequence: file.head.next, now: now)
        return (fresh(row, .key(id), nil, .key(key), Revision(1), now), false)
    }

    /// A name that was deleted may be made again: above every revision that it ever had.
    private static func createdSecret(
        under key: RowID?,
        _ file: PrimaryFile,
        _ value: UInt64,
        _ now: Timestamp
    ) -> Made? {
        let place = file.resources.isEmpty ? 0 : Int(value % UInt64(file.resources.count))
        let deleted = file.resources.isEmpty ? nil : file.resources[place]
        let old = deleted.flatMap { $0.isDeleted && $0.id.kind == .secret ? $0 : nil }
        let row = old?.row ?? RowID(Int64(file.resources.count))
        let name = SecretName(stored: "s\(row.rawValue)")
        var keyID: KeyID?
        if let key, case .key(let stored) = file.resource(key).content { keyID = stored.id }
        // ignoring: the name breaks no rule
        guard let new = try? NewSecret(name: name, encryptionKeyID: keyID) else { return nil }
        let revision = old.map(\.revision.next) ?? Revision(1)
        let secret = new.secret(revision: revision, now: now)
        let values = [secret.versions[0].id: value]
        let protecting = keyID == nil ? nil : key
        return (fresh(row, .secret(name), protecting, .secret(secret, values: values), revision, now), false)
    }

    private static func fresh(
        _ row: RowID,
        _ id: ResourceID,
        _ key: RowID?,
        _ content: StoredResource.Content,
        _ revision: Revision,
        _ now: Timestamp
    ) -> StoredResource {
        StoredResource(
            row: row,
            id: id,
            key: key,
            content: content,
            sequence: .zero,
            revision: revision,
            createdAt: now,
            changedAt: now
        )
    }

    private static func put(_ resource: StoredResource, _ value: UInt64, _ now: Timestamp) -> Made? {
        guard case .secret(let secret, _) = resource.content else { return nil }
        let id = secret.unusedVersionID(highestOrdinal: 0)
        let change = SecretChange.put(id, stages: [Secret.currentStage], matchesValue: false)
        return self.secret(resource, change, value, now)
    }

    private static func stageMoved(_ resource: StoredResource, _ value: UInt64, _ now: Timestamp) -> Made? {
        guard case .secret(let secret, _) = resource.content else { return nil }
        let target = secret.versions[Int(value % UInt64(secret.versions.count))].id
        let stage = value % 3 == 0 ? "candidate" : Secret.currentStage
        let holder = secret.version(atStage: stage)?.id
        let isRemoval = stage == "candidate" && holder != nil && value % 2 == 0
        // ignoring: a move that makes no sense is a change that does not happen
        guard let move = try? StageMove(stage: stage, to: isRemoval ? nil : target, from: holder) else { return nil }
        return self.secret(resource, .moveStage(move), value, now)
    }

    private static func described(
        _ resource: StoredResource,
        _ file: PrimaryFile,
        _ value: UInt64,
        _ now: Timestamp
    )
        -> Made?
    {
        let text = "revision of \(value % 1000)"
        switch resource.content {
        case .key:
            // ignoring: the text breaks no rule
            guard let update = try? KeyUpdate(description: text) else { return nil }
            return key(resource, .update(update), file, now)
        case .secret:
            // ignoring: the text breaks no rule
            guard let update = try? SecretUpdate(description: text) else { return nil }
            return secret(resource, .update(update), value, now)
        case .tombstone: return nil
        }
    }

    private static func deletionPlanned(_ resource: StoredResource, _ file: PrimaryFile, _ now: Timestamp) -> Made? {
        switch resource.content {
        case .key:
            let count = file.secretCount(of: resource.row)
            return key(resource, .scheduleDeletion(days: nil, secretCount: count), file, now)
        case .secret: return secret(resource, .scheduleDeletion(days: nil), 0, now)
        case .tombstone: return nil
        }
    }

    private static func deletionCancelled(_ resource: StoredResource, _ file: PrimaryFile, _ now: Timestamp) -> Made? {
        switch resource.content {
        case .key: key(resource, .cancelDeletion, file, now)
        case .secret: secret(resource, .restore, 0, now)
        case .tombstone: nil
        }
    }

    /// Secrets may be deleted at once; keys only after a planned deletion, and while no secret needs them.
    private static func deleted(_ resource: StoredResource, _ file: PrimaryFile) -> Made? {
        switch resource.content {
        case .key(let key) where key.plannedDeletionAt == nil || file.secretCount(of: resource.row) > 0: return nil
        case .tombstone: return nil
        case .key, .secret: break
        }
        var gone = resource
        gone.content = .tombstone
        gone.key = nil
        gone.revision = resource.revision.next
        return (gone, true)
    }

    private static func key(
        _ resource: StoredResource,
        _ change: KeyChange,
        _ file: PrimaryFile,
        _ now: Timestamp
    )
        -> Made?
    {
        guard case .key(let key) = resource.content,
            // ignoring: what is refused does not happen
            case .changed(let made)? = try? key.applying(change, sequence: file.head.next, now: now)
        else { return nil }
        var changed = resource
        changed.content = .key(made.resource)
        changed.revision = made.resource.revision
        return (changed, made.isUrgent)
    }

    private static func secret(
        _ resource: StoredResource,
        _ change: SecretChange,
        _ value: UInt64,
        _ now: Timestamp
    )
        -> Made?
    {
        guard case .secret(let secret, let values) = resource.content,
            // ignoring: what is refused does not happen
            case .changed(let made)? = try? secret.applying(change, now: now)
        else { return nil }
        var kept = values
        for version in made.removedVersions { kept[version] = nil }
        if let added = made.addedVersion { kept[added] = value }
        var changed = resource
        changed.content = .secret(made.resource, values: kept)
        changed.revision = made.resource.revision
        return (changed, made.isUrgent)
    }
}
