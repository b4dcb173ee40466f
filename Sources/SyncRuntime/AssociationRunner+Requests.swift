// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension AssociationRunner {
    nonisolated func hello(_ positions: Positions, _ head: SequenceNumber) -> Hello {
        Hello(primaryID: surroundings.primaryID, epoch: surroundings.epoch, positions: positions, head: head)
    }

    nonisolated func readFeed(_ request: FeedRequest) {
        surroundings.jobs.submit(owner: owner, isUrgent: request.lane == .urgent) { [self] _ in
            do {
                post(.feedRead(try surroundings.store.readFeed(request, association: surroundings.association)))
            } catch {
                post(.feedReadFailed(request.lane))
            }
        }
    }

    nonisolated func readDue(now: Timestamp, limit: Int) {
        surroundings.jobs.submit(owner: owner) { [self] _ in
            let association = surroundings.association
            do {
                post(.dueRead(try surroundings.store.readDue(association: association, now: now, limit: limit)))
            } catch {
                post(.dueReadFailed)
            }
        }
    }

    nonisolated func greet(_ session: Int, _ hello: Hello) {
        surroundings.jobs.submit(owner: owner) { [self] _ in
            surroundings.link.greet(hello, deadline: surroundings.policy.connectTimeout) { result in
                switch result {
                case .success(let greeting):
                    let welcome = HelloOutcome.welcomed(recorded: greeting.recorded, head: greeting.recordedHead)
                    self.post(.greeted(session: session, welcome))
                case .failure(let failure):
                    self.post(.greeted(session: session, .failed(failure)))
                }
            }
        }
    }

    nonisolated func heartbeat(_ session: Int, _ hello: Hello) {
        surroundings.jobs.submit(owner: owner) { [self] _ in
            surroundings.link.heartbeat(hello, deadline: surroundings.policy.requestTimeout) { failure in
                self.post(.heartbeatAnswered(session: session, failure: failure))
            }
        }
    }

    /// Loads the newest state of what the job names, seals it to the replica and sends it.
    nonisolated func push(_ job: PushJob) {
        surroundings.jobs.submit(owner: owner, bytes: job.size, isUrgent: job.isUrgent) { [self] release in
            let loaded: [LoadedResource]
            do {
                let rows = job.items.map(\.row)
                loaded = try surroundings.store.load(rows, association: surroundings.association)
            } catch {
                release()
                post(.pushAnswered(job: job.number, .answered(job.items.map { Self.unreadable($0, error) })))
                return
            }
            let unread = loaded.compactMap(ItemAnswer.init(unread:))
            let batch = OutgoingBatch(
                // What is sent may be newer than the job: the replica must never hold what its record of us is behind.
                hello: hello(job.positions, loaded.reduce(job.head) { max($0, $1.sequence) }),
                items: loaded.filter { ItemAnswer(unread: $0) == nil }
            )
            guard !batch.items.isEmpty else {
                release()
                post(.pushAnswered(job: job.number, .answered(unread)))
                return
            }
            surroundings.link.push(batch, deadline: surroundings.policy.requestTimeout) { outcome in
                release()
                self.post(.pushAnswered(job: job.number, outcome.adding(unread)))
            }
        }
    }

    private static func unreadable(_ item: PushItem, _ error: any Error) -> ItemAnswer {
        ItemAnswer(
            row: item.row,
            sequence: item.sequence,
            revision: item.revision,
            digest: nil,
            result: .failed(.primaryReadFailed, detail: "\(error)")
        )
    }
}

extension ItemAnswer {
    /// What is said of a resource that could not be read; nil where it could.
    fileprivate init?(unread resource: LoadedResource) {
        guard case .failure(let failure) = resource.content else { return nil }
        self.init(
            row: resource.row,
            sequence: resource.sequence,
            revision: resource.revision,
            digest: nil,
            result: .failed(failure.code, detail: failure.detail)
        )
    }
}

extension PushOutcome {
    fileprivate func adding(_ unread: [ItemAnswer]) -> PushOutcome {
        switch self {
        case .answered(let answers): .answered(answers + unread)
        case .helloAgain, .failed: self
        }
    }
}
