// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import GRDB
package import KeyVault
package import SyncModel
import Synchronization

/// One instance's SQLite file, opened: one writer, short readers, WAL, every commit synced to disk.
///
/// See design, section 6, for why there is exactly one writing connection.
package final class InstanceFile: Sendable {
    /// The instance's id.
    package let id: InstanceID
    /// Where the file is.
    package let path: String
    /// The key under which material is sealed at rest.
    package let rootKey: SealingKey

    private let pool: DatabasePool
    private let writer: FileWriter
    private let observers: HeadObservers
    private let reads = ReadGate()

    init(id: InstanceID, path: String, rootKey: SealingKey, pool: DatabasePool, host: FileHost) throws {
        self.id = id
        self.path = path
        self.rootKey = rootKey
        self.pool = pool
        let observers = HeadObservers()
        self.observers = observers
        writer = try FileWriter(
            pool: pool,
            label: "io.kmsync.writer.\(id)",
            clock: host.clock,
            headMoved: { head, urgently in observers.tell(head, urgently) },
            spaceChanged: { isFull in host.spaceChanged(id, isFull) },
            diskFailed: { error in host.diskFailed(id, error) },
            wrote: { activity in host.wrote(id, activity) }
        )
    }

    /// The newest place in the change feed.
    package var headSequence: SequenceNumber { writer.head }

    /// Applies a change in the shared transaction of all that wait, and calls back once it is durable.
    ///
    /// Whatever `body` throws undoes only its own change and is handed to `completion`; a full or failed disk is
    /// handed over as `StoreError`. `body` may be called again after all that it did was undone. `completion` runs on a queue
    /// of the file, in the order of the changes, or at once where the file failed or is closed: it must not block.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (WriteContext) throws -> Value,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        writer.submit(
            FileWriter.Change(
                attempt: { context in
                    let value = try body(context)
                    return { completion(.success(value)) }
                },
                fail: { completion(.failure($0)) },
                refuse: { completion(.failure($0)) }
            )
        )
    }

    /// Reads one consistent snapshot; `body` must be short, as a long reader keeps the log from being reset.
    package func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard reads.enter() else { throw StoreError.closed }
        defer { reads.leave() }
        do {
            return try pool.read(body)
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    /// Is told of every new head, on the writer's queue, after the commit.
    package func observeHead(_ observer: @escaping @Sendable (SequenceNumber, _ urgently: Bool) -> Void) {
        observers.add(observer)
    }

    /// Goes once through the queue that writes; for the watchdog.
    package func pingWriter(_ completion: @escaping @Sendable () -> Void) { writer.ping(completion) }

    /// Goes once through the queue that tells callers of their changes; for the watchdog.
    package func pingAnswers(_ completion: @escaping @Sendable () -> Void) { writer.pingAnswers(completion) }

    /// Goes once through the queue that makes long keys for all instances; for the watchdog.
    ///
    /// A key that is being made is waited for, those that wait behind it are not.
    package static func pingKeyGeneration(_ completion: @escaping @Sendable () -> Void) {
        PreparedMaterial.ping(completion)
    }

    /// Finishes the writes that wait, copies the log into the file, which is left without one, and closes it.
    ///
    /// After a failure of the disk the file is only closed.
    package func close(_ completion: @escaping @Sendable () -> Void) {
        writer.close { [self] wasOpen in
            // A connection that is closed must not be used again, not even to be closed.
            guard wasOpen else { return completion() }
            reads.close { [self] in writer.closePool(completion) }
        }
    }
}

/// Those who want to know of a new head.
private final class HeadObservers: Sendable {
    private let observers = Mutex<[@Sendable (SequenceNumber, Bool) -> Void]>([])

    func add(_ observer: @escaping @Sendable (SequenceNumber, Bool) -> Void) {
        observers.withLock { $0.append(observer) }
    }

    func tell(_ head: SequenceNumber, _ urgently: Bool) {
        let observers = observers.withLock { $0 }
        for observer in observers { observer(head, urgently) }
    }
}
