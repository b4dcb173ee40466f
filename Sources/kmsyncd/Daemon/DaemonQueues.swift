// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import InstanceStore
import MetricsServer
import SyncRuntime
import VarlinkServer

/// Every queue that the daemon's work depends on, for the watchdog.
///
/// A new queue belongs here: what is not asked may stand still unseen.
struct DaemonQueues: Sendable {
    let wiring: Wiring
    let server: VarlinkServer
    let metrics: MetricsServer?
    let messages: ServiceMessages
    /// Those of the daemon itself.
    let own: [QueueWatch.Queue]

    /// Those that there are now: connections, runners and files come and go.
    var all: [QueueWatch.Queue] { own + parts + listener + connections + runners + files }

    private var parts: [QueueWatch.Queue] {
        [
            .init(name: "timetable") { [wiring] in wiring.timetable.ping($0) },
            .init(name: "jobs") { [wiring] in wiring.jobs.ping($0) },
            .init(name: "deliveries") { [wiring] in wiring.deliveries.ping($0) },
            .init(name: "catalog") { [wiring] in wiring.catalog.ping($0) },
            .init(name: "recovery") { [wiring] in wiring.recovery.ping($0) },
            .init(name: "key generation") { InstanceFile.pingKeyGeneration($0) },
            .init(name: "service messages") { [messages] in messages.ping($0) },
            .init(name: "control socket") { [server] in server.ping(completion: $0) },
        ]
    }

    private var listener: [QueueWatch.Queue] {
        guard let metrics else { return [] }
        return [
            .init(name: "metrics socket") { metrics.pingSocket($0) },
            .init(name: "metrics pages") { metrics.pingPages($0) },
        ]
    }

    private var connections: [QueueWatch.Queue] {
        server.connectionPings.map { .init(name: "connection of user \($0.peer.uid)", ping: $0.ping) }
    }

    private var runners: [QueueWatch.Queue] {
        wiring.synchronizer.runnerPings.map { .init(name: "runner of \($0.name)", ping: $0.ping) }
    }

    private var files: [QueueWatch.Queue] {
        wiring.directory.files().flatMap { file in
            [
                QueueWatch.Queue(name: "writer of \(file.id)") { file.pingWriter($0) },
                QueueWatch.Queue(name: "answers of \(file.id)") { file.pingAnswers($0) },
            ]
        }
    }
}

extension QueueWatch.Queue {
    /// A serial queue.
    static func serial(_ name: String, _ queue: DispatchQueue) -> Self {
        Self(name: name) { queue.async(execute: $0) }
    }
}
