// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import InstanceStore
import SyncRuntime
import VarlinkServer

/// The end of the daemon, in order: calls that were accepted are answered, what runners know is made durable, and every
/// file is closed, its log copied into it.
///
/// However much that is: whenever it comes further, it says so and asks the service manager for more time.
final class Drain: Sendable {
    /// What comes next.
    enum Step: Sendable, Equatable {
        /// So many calls are still to be answered.
        case calls(open: Int)
        /// So many associations are still to be brought to rest.
        case runners(left: Int)
        /// So many files are still to be closed.
        case files(left: Int)

        /// For `systemctl status`.
        var status: String {
            switch self {
            case .calls(let open): "stopping: \(open) call\(open == 1 ? "" : "s") to be answered"
            case .runners(let left): "stopping: \(left) replica\(left == 1 ? "" : "s") to be brought to rest"
            case .files(let left): "stopping: \(left) file\(left == 1 ? "" : "s") to be closed"
            }
        }
    }

    /// Calls are cut off once none was answered for so long.
    private static let patience: Duration = .seconds(5)

    private let wiring: Wiring
    private let server: VarlinkServer
    private let queue: DispatchQueue
    private let progressed: @Sendable (Step) -> Void

    /// `progressed` is told of every step that begins or comes further, from any thread.
    init(
        wiring: Wiring,
        server: VarlinkServer,
        queue: DispatchQueue,
        progressed: @escaping @Sendable (Step) -> Void
    ) {
        self.wiring = wiring
        self.server = server
        self.queue = queue
        self.progressed = progressed
    }

    /// Does it, and tells whether every call was answered.
    func run(_ completion: @escaping @Sendable (_ wereAllAnswered: Bool) -> Void) {
        let progressed = progressed
        server.drain(
            patience: Self.patience,
            progressed: { progressed(.calls(open: $0)) },
            completion: { [self] inTime in restRunners { completion(inTime) } }
        )
    }

    private func restRunners(_ completion: @escaping @Sendable () -> Void) {
        let progressed = progressed
        wiring.recovery.stop()
        progressed(.runners(left: wiring.synchronizer.runnerCount))
        wiring.synchronizer.stop(
            progressed: { progressed(.runners(left: $0)) },
            // A runner's own queue must not wait for files.
            completion: { [self] in queue.async { [self] in closeFiles(completion) } }
        )
    }

    private func closeFiles(_ completion: @escaping @Sendable () -> Void) {
        let progressed = progressed
        progressed(.files(left: wiring.directory.files().count))
        wiring.directory.close(progressed: { progressed(.files(left: $0)) }, completion: completion)
    }
}
