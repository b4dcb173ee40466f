// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyVault
package import SyncEngine
package import SyncModel
import Synchronization

/// The receiving side of every link: takes request bytes, answers with bytes, and knows only the replica's file.
package final class ReplicaReceiver: Sendable {
    /// Connections that one replica keeps open; the oldest goes first.
    private static let maximumConnections = 8

    private struct Connection: Sendable {
        var id: LinkRequest.ConnectionID
        var primaryID: InstanceID
        var epoch: Epoch
        var session: ReceiverSession
    }

    private let replicaID: InstanceID
    private let store: any ReplicaStore
    private let connections = Mutex<[Connection]>([])

    /// Receives for a replica.
    package init(replicaID: InstanceID, store: any ReplicaStore) {
        self.replicaID = replicaID
        self.store = store
    }

    /// Takes a request; `completion` has the answer, once it is durable where it changes something.
    package func handle(_ request: [UInt8], completion: @escaping @Sendable ([UInt8]) -> Void) {
        request.withUnsafeBytes { memory in
            var reader = WireReader(memory)
            do throws(MalformedWire) {
                guard try reader.byte() == LinkRequest.version, let tag = LinkRequest.Tag(rawValue: try reader.byte())
                else { throw MalformedWire() }
                switch tag {
                case .describe: completion(describe())
                case .follow: try follow(&reader, completion)
                case .greet: try greet(&reader, completion)
                case .heartbeat: try heartbeat(&reader, completion)
                case .push: try push(&reader, completion)
                case .freeze: try freeze(&reader, completion)
                }
            } catch {
                let detail = "the replica cannot read the request"
                completion(LinkReply.failed(LinkFailure(.protocolUnsupported, detail: detail)))
            }
        }
    }

    private func describe() -> [UInt8] {
        do {
            let candidate = try store.candidate()
            var reply = LinkReply.done(capacity: 512)
            reply.append(candidate.instance)
            reply.append(count: candidate.pairs.count)
            for pair in candidate.pairs { reply.append(pair.description) }
            reply.append(try store.transportPublicKey())
            return reply.bytes
        } catch {
            return LinkReply.failed(
                Self.failure(error) ?? LinkFailure(.replicaUnavailable, detail: "\(type(of: error))")
            )
        }
    }

    private func follow(
        _ reader: inout WireReader,
        _ completion: @escaping @Sendable ([UInt8]) -> Void
    ) throws(MalformedWire) {
        let primary = try reader.instance()
        let epoch = Epoch(try reader.int64())
        let encapsulated = try reader.bytes()
        let counter = try reader.uint64()
        let sealed = try reader.bytes()
        let header = LinkSecrecy.digestKey(primary: primary.id, replica: replicaID, epoch: epoch)
        do {
            let session = try session(primary: primary.id, epoch: epoch, encapsulated)
            let digestKey = try session.open(sealed, counter: counter, authenticating: header)
            store.follow(primary: primary, epoch: epoch, digestKey: digestKey) { result in
                completion(
                    Self.reply(result) { reply, violations in
                        reply.append(count: violations.count)
                        for violation in violations {
                            reply.append(violation.code.rawValue)
                            reply.append(optional: violation.detail) { $0.append($1) }
                        }
                    }
                )
            }
        } catch {
            let failure =
                Self.failure(error) ?? LinkFailure(.authenticationFailed, detail: "the digest key does not open")
            completion(LinkReply.failed(failure))
        }
    }

    private func greet(
        _ reader: inout WireReader,
        _ completion: @escaping @Sendable ([UInt8]) -> Void
    ) throws(MalformedWire) {
        let id = try reader.uint64()
        let hello = try reader.hello()
        let encapsulated = try reader.bytes()
        let connection: Connection
        do {
            let session = try session(primary: hello.primaryID, epoch: hello.epoch, encapsulated)
            connection = Connection(id: id, primaryID: hello.primaryID, epoch: hello.epoch, session: session)
        } catch {
            let failure = Self.failure(error) ?? LinkFailure(.authenticationFailed, detail: "no key can be agreed on")
            return completion(LinkReply.failed(failure))
        }
        store.greet(
            primaryID: hello.primaryID,
            epoch: hello.epoch,
            positions: hello.positions,
            head: hello.head,
            records: false
        ) { result in
            if case .success = result { self.open(connection) }
            completion(
                Self.reply(result) { reply, greeting in
                    reply.append(optional: greeting.recorded) { $0.append($1) }
                    reply.append(optional: greeting.recordedHead) { $0.append($1.rawValue) }
                }
            )
        }
    }

    private func heartbeat(
        _ reader: inout WireReader,
        _ completion: @escaping @Sendable ([UInt8]) -> Void
    ) throws(MalformedWire) {
        let id = try reader.uint64()
        let hello = try reader.hello()
        guard connection(id, of: hello) != nil else { return completion(LinkReply.helloAgain) }
        store.greet(
            primaryID: hello.primaryID,
            epoch: hello.epoch,
            positions: hello.positions,
            head: hello.head,
            records: true
        ) { result in
            completion(Self.reply(result) { _, _ in })
        }
    }

    private func freeze(
        _ reader: inout WireReader,
        _ completion: @escaping @Sendable ([UInt8]) -> Void
    ) throws(MalformedWire) {
        let primaryID = try reader.instanceID()
        let epoch = Epoch(try reader.int64())
        store.freeze(primaryID: primaryID, epoch: epoch) { result in
            completion(Self.reply(result) { _, _ in })
        }
    }

    private func push(
        _ reader: inout WireReader,
        _ completion: @escaping @Sendable ([UInt8]) -> Void
    ) throws(MalformedWire) {
        let id = try reader.uint64()
        let hello = try reader.hello()
        guard let connection = connection(id, of: hello) else { return completion(LinkReply.helloAgain) }
        let opened = try open(&reader, connection, hello)
        let batch = ReceivedBatch(
            primaryID: hello.primaryID,
            epoch: hello.epoch,
            positions: hello.positions,
            head: hello.head,
            items: opened.compactMap { $0 }
        )
        store.apply(batch) { result in
            switch result {
            case .success(let applied): completion(Self.reply(applied, opened))
            case .failure(.helloAgain): completion(LinkReply.helloAgain)
            case .failure(.failed(let failure)): completion(LinkReply.failed(failure))
            }
        }
    }

    /// Opens the items; nil where one does not open: its neighbours are applied all the same.
    private func open(
        _ reader: inout WireReader,
        _ connection: Connection,
        _ hello: Hello
    ) throws(MalformedWire) -> [ReceivedResource?] {
        var items: [ReceivedResource?] = []
        for _ in 0..<(try reader.count(ofAtLeast: 64)) {
            let id = try reader.resourceID()
            let revision = Revision(try reader.int64())
            let digest = try reader.digest()
            let counter = try reader.uint64()
            let sealed = try reader.bytes()
            let header = LinkSecrecy.payload(
                id,
                revision,
                connection: connection.id,
                primary: hello.primaryID,
                replica: replicaID,
                epoch: hello.epoch
            )
            do {
                let content = try connection.session.open(sealed, counter: counter, authenticating: header)
                let pushed = HeldVersion(epoch: hello.epoch, revision: revision, digest: digest)
                items.append(ReceivedResource(resourceID: id, pushed: pushed, content: content))
            } catch {
                items.append(nil)
            }
        }
        return items
    }

    /// What is said of an error of the replica's file; nil where it is none.
    private static func failure(_ error: any Error) -> LinkFailure? { (error as? any StorageFault)?.linkFailure }

    private func session(
        primary: InstanceID,
        epoch: Epoch,
        _ encapsulated: [UInt8]
    ) throws -> ReceiverSession {
        try ReceiverSession(
            privateKey: try store.transportPrivateKey(),
            encapsulated: encapsulated,
            info: LinkSecrecy.connection(primary: primary, replica: replicaID, epoch: epoch)
        )
    }

    private func open(_ connection: Connection) {
        connections.withLock { connections in
            connections.append(connection)
            if connections.count > Self.maximumConnections { connections.removeFirst() }
        }
    }

    private func connection(_ id: LinkRequest.ConnectionID, of hello: Hello) -> Connection? {
        connections.withLock { connections in
            connections.first { $0.id == id && $0.primaryID == hello.primaryID && $0.epoch == hello.epoch }
        }
    }

    private static func reply<Value>(
        _ result: Result<Value, LinkFailure>,
        _ write: (inout WireWriter, Value) -> Void
    ) -> [UInt8] {
        switch result {
        case .success(let value):
            var reply = LinkReply.done()
            write(&reply, value)
            return reply.bytes
        case .failure(let failure):
            return LinkReply.failed(failure)
        }
    }

    private static func reply(_ applied: [ItemAnswer.Result], _ opened: [ReceivedResource?]) -> [UInt8] {
        var reply = LinkReply.done(capacity: 64 + opened.count * 64)
        var next = applied.makeIterator()
        reply.append(count: opened.count)
        for item in opened {
            let result = item == nil ? nil : next.next()
            reply.append(result ?? .failed(.integrityFailed, detail: "the sealed payload does not open"))
        }
        return reply.bytes
    }
}
