// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Varlink

/// Looks at the daemon again and again, and follows its events; outlives its restarts, and never waits.
final class DaemonWatch {
    /// Silence after which the daemon counts as unreachable, though the connection stands.
    static let patience = Duration.seconds(3)

    /// Silence after which the connection is made anew.
    static let longestSilence = Duration.seconds(10)

    /// How many primaries are asked for their failed resources, and how many of each.
    private static let askedPrimaries = 8
    private static let failedLimit = 100

    /// How many events are taken before others get their turn.
    private static let eventsAtOnce = 1000

    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(1)

    private enum Question {
        case status
        case instances
        case replicas
        case failed(primary: String)
    }

    /// The answers of one look, as far as they are there.
    private struct Round {
        let startedAt: ContinuousClock.Instant
        var awaited: [Question] = [.status, .instances, .replicas]
        var status: DaemonInterface.Status?
        var instances: [InstancesInterface.Instance] = []
        var replicas: [SynchronizationInterface.Association] = []
        var failed: [TopLook.FailedResource] = []
        var isOverdue = false
        /// The process stood still meanwhile: it shows an earlier time.
        var isOutdated = false
    }

    private enum Phase {
        case away(until: ContinuousClock.Instant)
        case resting(until: ContinuousClock.Instant)
        case asking(Round)
    }

    private let path: String
    private let interval: Duration
    private var questions: VarlinkClient?
    private var events: VarlinkClient?
    private var phase: Phase
    private var hasLooked = false

    /// How long is waited after the next failure; grows until a look was complete and its connections lasted to the
    /// next one: a daemon that answers with errors is not helped by haste.
    private var pause = DaemonWatch.firstPause

    /// Throws where the daemon cannot be reached now; later it is waited for.
    init(path: String, interval: Duration, now: ContinuousClock.Instant) throws {
        self.path = path
        self.interval = interval
        phase = .resting(until: now)
        questions = try DaemonConnection(path: path).connected()
    }

    /// What to poll(2) for something to read.
    var descriptors: [Int32] { [questions?.descriptor, events?.descriptor].compactMap { $0 } }

    /// When to call `advance` at the latest.
    var deadline: ContinuousClock.Instant {
        switch phase {
        case .away(let until), .resting(let until): until
        case .asking(let round):
            round.startedAt + (round.isOverdue ? DaemonWatch.longestSilence : DaemonWatch.patience)
        }
    }

    /// Takes what came, and asks again where it is time; throws where asking again is of no use.
    func advance(_ now: ContinuousClock.Instant, _ tell: (TopState.News) -> Void) throws {
        do {
            try takeEvents(tell)
            switch phase {
            case .away(let until):
                if now >= until { try reconnect(now, tell) }
            case .resting(let until):
                // A daemon that went while nothing was asked: seen at once, and not only at the next look.
                try questions?.requireSilence()
                guard now >= until else { break }
                pause = DaemonWatch.firstPause
                try ask(now, tell)
            case .asking(let round): try takeAnswers(round, now, tell)
            }
        } catch let error as VarlinkClientError where DaemonWatch.passes(error) || hasLooked {
            lose(DaemonWatch.reason(error), now, tell)
        } catch let error as VarlinkError where DaemonWatch.passes(error) {
            lose(Failure(error).sentence, now, tell)
        }
    }

    /// Whether another try can help; what is no daemon of ours will not become one.
    private static func passes(_ error: VarlinkClientError) -> Bool {
        if case .protocolViolation = error { false } else { true }
    }

    /// Whether a daemon that is busy or in trouble can be behind it.
    private static func passes(_ error: VarlinkError) -> Bool {
        guard let name = ControlError(error)?.name else { return false }
        return name != .permissionDenied
    }

    /// Asks as soon as it can: the process stood still, and what is known or under way shows an earlier time.
    func resume(_ now: ContinuousClock.Instant) {
        switch phase {
        case .away: break
        case .resting: phase = .resting(until: now)
        case .asking(var round):
            round.isOutdated = true
            phase = .asking(round)
        }
    }

    private func reconnect(_ now: ContinuousClock.Instant, _ tell: (TopState.News) -> Void) throws {
        questions = try VarlinkClient(path: path, waiting: false)
        try ask(now, tell)
    }

    private func lose(_ reason: String, _ now: ContinuousClock.Instant, _ tell: (TopState.News) -> Void) {
        questions = nil
        events = nil
        phase = .away(until: now + pause)
        pause = min(pause * 2, DaemonWatch.longestPause)
        tell(.lost(reason: reason))
    }

    private func ask(_ now: ContinuousClock.Instant, _ tell: (TopState.News) -> Void) throws {
        guard let questions else { throw VarlinkClientError.connectionClosed }
        if events == nil { try subscribe(tell) }
        let round = Round(startedAt: now)
        try questions.send(DaemonInterface.GetStatus.self, NoParameters())
        try questions.send(InstancesInterface.ListInstances.self, NoParameters())
        try questions.send(SynchronizationInterface.ListReplicas.self, .init())
        try questions.flush(timeout: DaemonWatch.patience)
        phase = .asking(round)
    }

    private func subscribe(_ tell: (TopState.News) -> Void) throws {
        let events = try VarlinkClient(path: path, waiting: false)
        let everything = try JSONObject.encode(MonitorInterface.Subscribe.Parameters())
        try events.send(MonitorInterface.Subscribe.name, everything, mode: .more)
        try events.flush(timeout: DaemonWatch.patience)
        self.events = events
        tell(.subscribed)
    }

    private func takeEvents(_ tell: (TopState.News) -> Void) throws {
        guard let events else { return }
        do {
            for _ in 0..<DaemonWatch.eventsAtOnce {
                guard let header = try events.receiveIfReady() else { return }
                let reply = try Answer<MonitorInterface.Subscribe>(json: try header.result()).reply()
                tell(.event(reply.event))
            }
        } catch VarlinkClientError.connectionClosed {
            // The questions say whether the daemon is gone; events are asked for again with the next ones.
            self.events = nil
        }
    }

    private func takeAnswers(
        _ started: Round,
        _ now: ContinuousClock.Instant,
        _ tell: (TopState.News) -> Void
    ) throws {
        var round = started
        while let question = round.awaited.first {
            guard let header = try questions?.receiveIfReady() else { break }
            round.awaited.removeFirst()
            try take(header, of: question, into: &round)
        }
        if let status = round.status, round.awaited.isEmpty {
            phase = .resting(until: round.isOutdated ? now : now + interval)
            hasLooked = true
            let failed = round.failed.sorted { DaemonWatch.firstFailure($0) < DaemonWatch.firstFailure($1) }
            tell(
                .look(
                    TopLook(
                        askedAt: round.startedAt,
                        status: status,
                        instances: round.instances,
                        replicas: round.replicas,
                        failed: failed
                    )
                )
            )
            return
        }
        let silence = round.startedAt.duration(to: now)
        guard silence < DaemonWatch.longestSilence else { throw VarlinkClientError.timedOut }
        if silence >= DaemonWatch.patience, !round.isOverdue {
            round.isOverdue = true
            tell(.lost(reason: DaemonWatch.reason(.timedOut)))
        }
        phase = .asking(round)
    }

    private func take(_ header: ReplyHeader, of question: Question, into round: inout Round) throws {
        switch question {
        case .status: round.status = try Answer<DaemonInterface.GetStatus>(json: header.result()).reply().status
        case .instances:
            round.instances = try Answer<InstancesInterface.ListInstances>(json: header.result()).reply().instances
        case .replicas:
            round.replicas = try Answer<SynchronizationInterface.ListReplicas>(json: header.result()).reply().replicas
            try askForFailed(&round)
        case .failed(let primary):
            // An instance that went meanwhile has no failed resources.
            guard header.error == nil else { return }
            let reply = try Answer<SynchronizationInterface.ListSynchronizedResources>(json: header.result()).reply()
            round.failed += reply.resources.map { TopLook.FailedResource(primary: primary, resource: $0) }
        }
    }

    private func askForFailed(_ round: inout Round) throws {
        let failing = round.replicas.filter { $0.counts.failed > 0 && $0.state != .disassociated }
        let primaries = Set(failing.map(\.primaryInstanceId)).sorted().prefix(DaemonWatch.askedPrimaries)
        for primary in primaries {
            try questions?.send(
                SynchronizationInterface.ListSynchronizedResources.self,
                .init(
                    primaryInstanceId: primary,
                    status: SynchronizationStatus.failed.rawValue,
                    limit: DaemonWatch.failedLimit
                )
            )
            round.awaited.append(.failed(primary: primary))
        }
        try questions?.flush(timeout: DaemonWatch.patience)
    }

    private static func firstFailure(_ failed: TopLook.FailedResource) -> String {
        failed.resource.failureCause?.firstFailedAt ?? ""
    }

    /// In a few words.
    private static func reason(_ error: VarlinkClientError) -> String {
        switch error {
        case .cannotConnect(_, let number): Failure.words(number)
        case .connectionClosed, .callNotTaken: "it closed the connection"
        case .timedOut: "it does not answer"
        case .protocolViolation(let reason): reason
        }
    }
}

extension VarlinkClient {
    /// Pipelines a call whose parameters are values.
    fileprivate func send<Method: VarlinkMethod>(_ method: Method.Type, _ parameters: Method.Parameters) throws {
        try send(method.name, JSONObject.encode(parameters))
    }

    /// Throws where the peer is gone, or said something that nobody asked for.
    fileprivate func requireSilence() throws(VarlinkClientError) {
        guard try receiveIfReady() == nil else {
            throw .protocolViolation(reason: "It answered what was not asked.")
        }
    }
}
