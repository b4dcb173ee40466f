// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Glibc
import Synchronization
import Varlink
import VarlinkServer

/// What only test builds have: an interface that brings a queue to a standstill, to see the watchdog notice.
enum TestSwitches {
    #if DEBUG
    private struct Queue: Codable {
        var queue: String
    }

    private static let queues = Mutex<@Sendable () -> [QueueWatch.Queue]>({ [] })

    /// Beside being built for tests, it has to be asked for.
    private static var isOn: Bool { getenv("KMSYNC_TEST_SWITCHES") != nil }

    static var interfaces: [InterfaceDescription] { isOn ? [interface] : [] }
    static var handlers: [String: Handler] { isOn ? methods : [:] }

    private static let interface =
        InterfaceDescription(
            name: "io.kmsync.Test",
            text: """
                # What only test builds have.
                interface io.kmsync.Test

                # The queues that are watched.
                method ListQueues() -> (queues: []string)
                # Stops one of them for good, after the reply.
                method StopQueue(queue: string) -> ()

                """
        )

    /// For root and the daemon's own user alone.
    private static let methods: [String: Handler] = [
        "io.kmsync.Test.ListQueues": Handler(changesNothing: true) { call, responder in
            guard isPermitted(call.peer) else { return responder.fail(.permissionDenied) }
            responder.reply(["queues": queues.withLock { $0 }().map(\.name)])
        },
        "io.kmsync.Test.StopQueue": Handler { call, responder in
            guard isPermitted(call.peer) else { return responder.fail(.permissionDenied) }
            do throws(VarlinkError) {
                let name = try call.parameters(as: Queue.self).queue
                guard let queue = queues.withLock({ $0 })().first(where: { $0.name == name }) else {
                    return responder.fail(.invalidParameter("queue"))
                }
                responder.reply()
                queue.ping { DispatchSemaphore(value: 0).wait() }
            } catch {
                responder.fail(error)
            }
        },
    ]

    /// Takes those that are watched.
    static func offer(_ queues: @escaping @Sendable () -> [QueueWatch.Queue]) {
        self.queues.withLock { $0 = queues }
    }

    private static func isPermitted(_ peer: Peer) -> Bool { peer.uid == 0 || peer.uid == geteuid() }
    #else
    static let interfaces: [InterfaceDescription] = []
    static let handlers: [String: Handler] = [:]
    static func offer(_: @escaping @Sendable () -> [QueueWatch.Queue]) {}
    #endif
}
