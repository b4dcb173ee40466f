// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyVault
import SyncEngine
import SyncModel

/// Applies the items of a batch one by one: a bad one never fails its neighbours.
struct BatchApplier: Sendable {
    private struct Item: Sendable {
        var received: ReceivedResource
        /// The content, or why it cannot be taken.
        var content: Result<ResourceContent, LinkFailure>
    }

    private let items: [Item]
    private let rootKey: SealingKey

    /// Decodes every item and checks its digest.
    init(_ batch: ReceivedBatch, digestKey: DigestKey, rootKey: SealingKey) {
        self.rootKey = rootKey
        items = batch.items.map { Item(received: $0, content: Self.check($0, digestKey)) }
    }

    /// Answers for each item in order.
    func apply(_ context: WriteContext) throws -> [ItemAnswer.Result] {
        try items.map { item in
            switch item.content {
            case .success(let content): try apply(item.received, content, context)
            case .failure(let failure): .failed(failure.code, detail: failure.detail)
            }
        }
    }

    private static func check(
        _ received: ReceivedResource,
        _ digestKey: DigestKey
    ) -> Result<ResourceContent, LinkFailure> {
        guard received.content.count <= ContentCodec.maximumSize else {
            let size = "\(received.content.count) of at most \(ContentCodec.maximumSize) bytes"
            return .failure(LinkFailure(.payloadTooLarge, detail: size))
        }
        let digest = DigestRule.digest(
            received.content,
            id: received.resourceID,
            revision: received.pushed.revision,
            under: digestKey
        )
        guard digest == received.pushed.digest else {
            return .failure(LinkFailure(.integrityFailed, detail: "the digest differs"))
        }
        do {
            let content = try ContentCodec.decode(received.content)
            guard content.revision > .zero else {
                return .failure(LinkFailure(.internalError, detail: "revisions count from 1"))
            }
            guard content.id == received.resourceID, content.revision == received.pushed.revision else {
                return .failure(LinkFailure(.integrityFailed, detail: "the content is of another resource or revision"))
            }
            return .success(content)
        } catch {
            return .failure(LinkFailure(.resourceTypeUnsupported))
        }
    }

    private func apply(
        _ received: ReceivedResource,
        _ content: ResourceContent,
        _ context: WriteContext
    ) throws -> ItemAnswer.Result {
        let db = context.db
        let pushed = received.pushed
        let existing = try ResourceRecord.find(received.resourceID, db)
        let held = existing.map { HeldVersion(epoch: $0.epoch, revision: $0.revision, digest: $0.digest) }
        switch ApplyRule.decide(held: held, pushed: pushed) {
        case .keep:
            return answer(held ?? pushed)
        case .conflict:
            return .failed(.revisionConflict, detail: "revision \(pushed.revision)")
        case .apply:
            break
        }
        if !content.isTombstone && existing?.isDeleted ?? true {
            let quota = try context.counters.quota(received.resourceID.kind)
            if quota.used >= quota.limit {
                let code: FailureCode =
                    switch received.resourceID.kind {
                    case .key: .keyQuotaExceeded
                    case .secret: .secretQuotaExceeded
                    }
                return .failed(code, detail: "\(quota.used) of \(quota.limit)")
            }
        }
        do {
            try ResourceWriter(context, rootKey: rootKey).replace(
                existing,
                with: content,
                stamp: ResourceStamp(
                    sequence: nil,
                    epoch: pushed.epoch,
                    digest: pushed.digest,
                    changedAt: context.now
                )
            )
        } catch ResourceFault.encryptionKeyMissing(let key) {
            return .failed(.dependencyMissing, detail: "key/\(key)")
        } catch let fault as ResourceFault {
            return .failed(.internalError, detail: "\(fault)")
        } catch let error as VaultError {
            return .failed(.internalError, detail: "\(error)")
        }
        return answer(pushed)
    }

    private func answer(_ held: HeldVersion) -> ItemAnswer.Result {
        .held(epoch: held.epoch, revision: held.revision, digest: held.digest)
    }
}

extension ResourceContent {
    fileprivate var isTombstone: Bool {
        switch self {
        case .tombstone: true
        case .key, .secret: false
        }
    }
}
