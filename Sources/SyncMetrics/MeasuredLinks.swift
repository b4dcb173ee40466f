// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

/// Links that are measured on the way: what is asked, what comes back, and how long that takes.
package struct MeasuredLinks: Sendable {
    private let links: any ReplicaLinks
    private let measurements: Measurements
    private let scheduling: any Scheduling

    /// Measures these.
    package init(_ links: any ReplicaLinks, _ measurements: Measurements, scheduling: any Scheduling) {
        self.links = links
        self.measurements = measurements
        self.scheduling = scheduling
    }
}

extension MeasuredLinks: ReplicaLinks {
    package func link(from primary: InstanceID, to replica: InstanceID) -> any ReplicaLink {
        MeasuredLink(
            link: links.link(from: primary, to: replica),
            pair: ReplicaPair(primary: primary, replica: replica),
            measurements: measurements,
            scheduling: scheduling
        )
    }
}

/// A link that is measured; what happens once in the life of an association goes through as it is.
private struct MeasuredLink: ReplicaLink {
    let link: any ReplicaLink
    let pair: ReplicaPair
    let measurements: Measurements
    let scheduling: any Scheduling

    func describe(
        deadline: Duration,
        completion: @escaping @Sendable (Result<ReplicaCandidate, LinkFailure>) -> Void
    ) {
        link.describe(deadline: deadline, completion: completion)
    }

    func follow(
        primary: Instance,
        epoch: Epoch,
        digestKey: Material,
        deadline: Duration,
        completion: @escaping @Sendable (Result<[Violation], LinkFailure>) -> Void
    ) {
        link.follow(primary: primary, epoch: epoch, digestKey: digestKey, deadline: deadline, completion: completion)
    }

    func freeze(
        primaryID: InstanceID,
        epoch: Epoch,
        deadline: Duration,
        completion: @escaping @Sendable (Result<Void, LinkFailure>) -> Void
    ) {
        link.freeze(primaryID: primaryID, epoch: epoch, deadline: deadline, completion: completion)
    }

    func greet(
        _ hello: Hello,
        deadline: Duration,
        completion: @escaping @Sendable (Result<ReplicaGreeting, LinkFailure>) -> Void
    ) {
        let (series, end) = begin(.hello)
        link.greet(hello, deadline: deadline) { result in
            end()
            if case .failure(let failure) = result { series.failed(failure.code) }
            completion(result)
        }
    }

    func heartbeat(_ hello: Hello, deadline: Duration, completion: @escaping @Sendable (LinkFailure?) -> Void) {
        let (series, end) = begin(.heartbeat)
        link.heartbeat(hello, deadline: deadline) { failure in
            end()
            if let failure { series.failed(failure.code) }
            completion(failure)
        }
    }

    func push(_ batch: OutgoingBatch, deadline: Duration, completion: @escaping @Sendable (PushOutcome) -> Void) {
        let (series, end) = begin(.push)
        series.sent(bytes: batch.contentBytes)
        let (epoch, count) = (batch.hello.epoch, batch.items.count)
        link.push(batch, deadline: deadline) { outcome in
            end()
            series.count(outcome, of: count, under: epoch)
            completion(outcome)
        }
    }

    /// The series are looked up for each request: those of a replica that was gone for a while are others.
    private func begin(_ request: ReplicaSeries.Request) -> (ReplicaSeries, end: @Sendable () -> Void) {
        let series = measurements.replica(pair)
        let began = scheduling.now.uptime
        series.began()
        return (series, { series.ended(request, after: scheduling.now.uptime - began) })
    }
}

extension OutgoingBatch {
    fileprivate var contentBytes: Int {
        items.reduce(0) { sum, item in
            guard case .success(let content) = item.content else { return sum }
            return sum + content.bytes.count
        }
    }
}

extension ReplicaSeries {
    fileprivate func count(_ outcome: PushOutcome, of items: Int, under epoch: Epoch) {
        switch outcome {
        case .helloAgain: return
        case .failed(let failure):
            failed(failure.code)
            count(.unanswered, items)
        case .answered(let answers):
            var confirmed = 0
            for answer in answers {
                switch answer.verdict(under: epoch) {
                case .confirmed: confirmed += 1
                case .failed(let failure), .regressed(let failure): failed(failure.code)
                }
            }
            count(.confirmed, confirmed)
            count(.failed, answers.count - confirmed)
        }
    }
}
