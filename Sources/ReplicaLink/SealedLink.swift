// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyVault
package import SyncEngine
package import SyncModel
import Synchronization

/// The sending side of every link: seals to the replica, and speaks the protocol over a transport.
package final class SealedLink: Sendable {
    private struct Session: Sendable {
        var id: LinkRequest.ConnectionID
        var sender: SenderSession
    }

    private let primaryID: InstanceID
    private let replicaID: InstanceID
    private let transport: any LinkTransport
    private let session = Mutex<Session?>(nil)

    /// Speaks for a primary to a replica.
    package init(primaryID: InstanceID, replicaID: InstanceID, transport: any LinkTransport) {
        self.primaryID = primaryID
        self.replicaID = replicaID
        self.transport = transport
    }
}

extension SealedLink: ReplicaLink {
    package func describe(
        deadline: Duration,
        completion: @escaping @Sendable (Result<ReplicaCandidate, LinkFailure>) -> Void
    ) {
        describeWithKey(deadline) { completion($0.map(\.candidate)) }
    }

    package func follow(
        primary: Instance,
        epoch: Epoch,
        digestKey: Material,
        deadline: Duration,
        completion: @escaping @Sendable (Result<[Violation], LinkFailure>) -> Void
    ) {
        describeWithKey(deadline) { [self] described in
            do {
                let (sender, encapsulated) = try sender(to: try described.get().publicKey, epoch: epoch)
                let header = LinkSecrecy.digestKey(primary: primary.id, replica: replicaID, epoch: epoch)
                let (counter, sealed) = try sender.seal(digestKey, authenticating: header)
                var request = LinkRequest.start(.follow, capacity: 512)
                request.append(primary)
                request.append(epoch.rawValue)
                request.append(encapsulated)
                request.append(counter)
                request.append(sealed)
                exchange(request.bytes, deadline, completion) { reader throws(MalformedWire) in
                    try Self.violations(&reader)
                }
            } catch {
                completion(.failure(Self.failure(error)))
            }
        }
    }

    package func greet(
        _ hello: Hello,
        deadline: Duration,
        completion: @escaping @Sendable (Result<ReplicaGreeting, LinkFailure>) -> Void
    ) {
        describeWithKey(deadline) { [self] described in
            do {
                let (sender, encapsulated) = try sender(to: try described.get().publicKey, epoch: hello.epoch)
                let opened = Session(id: LinkRequest.connectionID(encapsulated), sender: sender)
                var request = LinkRequest.start(.greet, capacity: 512)
                request.append(opened.id)
                request.append(hello)
                request.append(encapsulated)
                let finish: @Sendable (Result<ReplicaGreeting, LinkFailure>) -> Void = { result in
                    if case .success = result { self.session.withLock { $0 = opened } }
                    completion(result)
                }
                exchange(request.bytes, deadline, finish) { reader throws(MalformedWire) in
                    ReplicaGreeting(
                        recorded: try reader.optional { reader throws(MalformedWire) in try reader.positions() },
                        recordedHead: try reader.optional { reader throws(MalformedWire) in
                            SequenceNumber(try reader.int64())
                        }
                    )
                }
            } catch {
                completion(.failure(Self.failure(error)))
            }
        }
    }

    package func heartbeat(
        _ hello: Hello,
        deadline: Duration,
        completion: @escaping @Sendable (LinkFailure?) -> Void
    ) {
        guard let session = session.withLock({ $0 }) else {
            return completion(LinkFailure(.connectionLost, detail: "no connection is open"))
        }
        var request = LinkRequest.start(.heartbeat)
        request.append(session.id)
        request.append(hello)
        let finish: @Sendable (Result<Void, LinkFailure>) -> Void = { completion($0.failure) }
        exchange(request.bytes, deadline, finish) { _ throws(MalformedWire) in }
    }

    package func freeze(
        primaryID: InstanceID,
        epoch: Epoch,
        deadline: Duration,
        completion: @escaping @Sendable (Result<Void, LinkFailure>) -> Void
    ) {
        var request = LinkRequest.start(.freeze)
        request.append(primaryID.description)
        request.append(epoch.rawValue)
        exchange(request.bytes, deadline, completion) { _ throws(MalformedWire) in }
    }

    package func push(
        _ batch: OutgoingBatch,
        deadline: Duration,
        completion: @escaping @Sendable (PushOutcome) -> Void
    ) {
        guard let session = session.withLock({ $0 }) else { return completion(.helloAgain) }
        do {
            let sent = batch.items.compactMap { Sent($0) }
            let request = try seal(sent, batch.hello, session)
            transport.send(request, deadline: deadline) { result in
                completion(Self.outcome(of: result, sent))
            }
        } catch VaultError.exhausted {
            // 2^24 payloads went under this key: a hello makes a new one.
            completion(.helloAgain)
        } catch {
            completion(.failed(Self.failure(error)))
        }
    }

    /// An item that could be read, as the answer has to name it.
    private struct Sent: Sendable {
        var resource: LoadedResource
        var content: OpenedContent

        init?(_ resource: LoadedResource) {
            guard case .success(let content) = resource.content else { return nil }
            self.resource = resource
            self.content = content
        }
    }

    private func seal(_ items: [Sent], _ hello: Hello, _ session: Session) throws -> [UInt8] {
        let size = items.reduce(256) { $0 + $1.content.bytes.count + 192 }
        var request = LinkRequest.start(.push, capacity: size)
        request.append(session.id)
        request.append(hello)
        request.append(count: items.count)
        for item in items {
            let header = LinkSecrecy.payload(
                item.resource.resourceID,
                item.resource.revision,
                connection: session.id,
                primary: hello.primaryID,
                replica: replicaID,
                epoch: hello.epoch
            )
            let (counter, sealed) = try session.sender.seal(item.content.bytes, authenticating: header)
            request.append(item.resource.resourceID.description)
            request.append(item.resource.revision.rawValue)
            request.append(item.content.digest.bytes)
            request.append(counter)
            request.append(sealed)
        }
        return request.bytes
    }

    private static func outcome(of result: Result<[UInt8], LinkFailure>, _ sent: [Sent]) -> PushOutcome {
        switch result {
        case .failure(let failure):
            return .failed(failure)
        case .success(let bytes):
            let results = LinkReply.read(bytes) { reader throws(MalformedWire) -> [ItemAnswer.Result] in
                var results: [ItemAnswer.Result] = []
                for _ in 0..<(try reader.count(ofAtLeast: 2)) { results.append(try reader.itemResult()) }
                guard results.count == sent.count else { throw MalformedWire() }
                return results
            }
            switch results {
            case .failure(.helloAgain): return .helloAgain
            case .failure(.failed(let failure)): return .failed(failure)
            case .success(let results):
                return .answered(
                    zip(sent, results).map { sent, result in
                        ItemAnswer(
                            row: sent.resource.row,
                            sequence: sent.resource.sequence,
                            revision: sent.resource.revision,
                            digest: sent.content.digest,
                            result: result
                        )
                    }
                )
            }
        }
    }

    private func sender(
        to publicKey: [UInt8],
        epoch: Epoch
    ) throws -> (session: SenderSession, encapsulated: [UInt8]) {
        try SenderSession.start(
            to: publicKey,
            info: LinkSecrecy.connection(primary: primaryID, replica: replicaID, epoch: epoch)
        )
    }

    private func describeWithKey(
        _ deadline: Duration,
        _ completion:
            @escaping @Sendable (Result<(candidate: ReplicaCandidate, publicKey: [UInt8]), LinkFailure>) -> Void
    ) {
        exchange(LinkRequest.start(.describe).bytes, deadline, completion) { reader throws(MalformedWire) in
            let instance = try reader.instance()
            var pairs: [InstanceID] = []
            for _ in 0..<(try reader.count(ofAtLeast: 4)) { pairs.append(try reader.instanceID()) }
            return (ReplicaCandidate(instance: instance, pairs: pairs), try reader.bytes())
        }
    }

    private func exchange<Value>(
        _ request: [UInt8],
        _ deadline: Duration,
        _ completion: @escaping @Sendable (Result<Value, LinkFailure>) -> Void,
        _ read: @escaping @Sendable (inout WireReader) throws(MalformedWire) -> Value
    ) {
        transport.send(request, deadline: deadline) { result in
            switch result {
            case .failure(let failure): completion(.failure(failure))
            case .success(let bytes): completion(LinkReply.read(bytes, read).mapError(\.asFailure))
            }
        }
    }

    private static func violations(_ reader: inout WireReader) throws(MalformedWire) -> [Violation] {
        var violations: [Violation] = []
        for _ in 0..<(try reader.count(ofAtLeast: 5)) {
            let code = FailureCode(rawValue: try reader.text()) ?? .internalError
            let detail = try reader.optional { reader throws(MalformedWire) in try reader.text() }
            violations.append(Violation(code, detail: detail))
        }
        return violations
    }

    private static func failure(_ error: any Error) -> LinkFailure {
        (error as? LinkFailure) ?? LinkFailure(.authenticationFailed, detail: "the replica's transport key is unusable")
    }
}

extension BatchRefusal {
    /// Where a hello is what was asked for, "hello again" is a broken connection.
    fileprivate var asFailure: LinkFailure {
        switch self {
        case .failed(let failure): failure
        case .helloAgain: LinkFailure(.connectionLost, detail: "the replica does not know the connection")
        }
    }
}

extension Result where Failure == LinkFailure {
    fileprivate var failure: LinkFailure? {
        switch self {
        case .success: nil
        case .failure(let failure): failure
        }
    }
}
