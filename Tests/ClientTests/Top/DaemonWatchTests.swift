// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Glibc
import SyncModel
import Synchronization
import Testing
import Varlink

@testable import kmsync

/// Against a daemon that behaves as each test says; the time is the test's.
struct DaemonWatchTests {
    private static let status = """
        {"status":{"version":"0.1.0","state":"running","pid":7,"startedAt":"2026-01-01T00:00:00Z","instances":1,\
        "associations":0,"resources":0,"counts":{"pending":0,"in_progress":0,"in_sync":0,"failed":0,"unknown":0,\
        "detached":0},"lagSeconds":null,"connections":1}}
        """
    private static let event = """
        {"event":{"number":4,"at":"2026-01-01T00:00:00Z","event":"instance_created","message":"it was"}}
        """

    private static func association(failed: Int) throws -> String {
        let counts = TopFixtures.counts(failed: failed)
        let reply = SynchronizationInterface.ListReplicas.Reply(replicas: [Fixtures.association(counts: counts)])
        return String(decoding: try JSONObject.encode(reply), as: UTF8.self)
    }

    private static func failures() throws -> String {
        let reply = SynchronizationInterface.ListSynchronizedResources.Reply(
            resources: TopFixtures.failed.map(\.resource),
            next: "more"
        )
        return String(decoding: try JSONObject.encode(reply), as: UTF8.self)
    }

    /// Answers as a daemon that is well, and the stream of events with one that never ends.
    private static func well(_ call: CallHeader, replicas: String) throws -> ScriptedDaemon.Response {
        switch call.method {
        case DaemonInterface.GetStatus.name: .reply(status)
        case InstancesInterface.ListInstances.name: .reply("{\"instances\":[]}")
        case SynchronizationInterface.ListReplicas.name: .reply(replicas)
        case SynchronizationInterface.ListSynchronizedResources.name: .reply(try failures())
        case MonitorInterface.Subscribe.name: .open([event])
        default: .hangUp
        }
    }

    /// Advances on what comes until `isOver`; what was told.
    private static func news(
        of watch: DaemonWatch,
        at now: ContinuousClock.Instant,
        until isOver: (TopState.News) -> Bool
    ) throws -> [TopState.News] {
        var all: [TopState.News] = []
        while !all.contains(where: isOver) {
            try watch.advance(now) { all.append($0) }
            if all.contains(where: isOver) { break }
            var entries = watch.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            try #require(poll(&entries, nfds_t(entries.count), 10_000) > 0, "nothing came: \(all)")
        }
        return all
    }

    @Test
    func `a look has the failed resources of the primaries that have some, and only of those`() throws {
        for failed in [0, 2] {
            let replicas = try Self.association(failed: failed)
            let daemon = try ScriptedDaemon { call in (try? Self.well(call, replicas: replicas)) ?? .hangUp }
            defer { daemon.stop() }
            let now = ContinuousClock.now
            let watch = try DaemonWatch(path: daemon.path, interval: .seconds(1), now: now)
            let news = try Self.news(of: watch, at: now) { if case .look = $0 { true } else { false } }
            guard case .look(let look)? = news.last else { throw CancellationError() }
            #expect(look.failed.count == failed && look.failedCount == failed)
            #expect(daemon.methods.contains("ListSynchronizedResources") == (failed > 0))
            #expect(watch.deadline == now + .seconds(1), "the next look is due an interval after this one")
        }
    }

    @Test
    func `events come between looks`() throws {
        let replicas = try Self.association(failed: 0)
        let daemon = try ScriptedDaemon { call in (try? Self.well(call, replicas: replicas)) ?? .hangUp }
        defer { daemon.stop() }
        let watch = try DaemonWatch(path: daemon.path, interval: .seconds(1), now: .now)
        let news = try Self.news(of: watch, at: .now) { if case .event = $0 { true } else { false } }
        let events = news.compactMap { if case .event(let event) = $0 { event } else { nil } }
        #expect(events.map(\.number) == [4] && events.first?.message == "it was")
    }

    @Test
    func `a daemon that does not answer is lost after 3 s and asked anew after 10 s`() throws {
        let daemon = try ScriptedDaemon { call in call.method == MonitorInterface.Subscribe.name ? .open([]) : .silence
        }
        defer { daemon.stop() }
        let now = ContinuousClock.now
        let watch = try DaemonWatch(path: daemon.path, interval: .seconds(1), now: now)
        var told: [String] = []
        for seconds in [0.0, 2.9, 3, 9.9, 10, 10.04, 10.06] {
            try watch.advance(now + .seconds(seconds)) { news in
                switch news {
                case .lost(let reason): told.append("\(seconds): \(reason)")
                case .subscribed: told.append("\(seconds): subscribed")
                default: told.append("\(seconds): \(news)")
                }
            }
        }
        #expect(
            told == ["0.0: subscribed", "3.0: it does not answer", "10.0: it does not answer", "10.06: subscribed"]
        )
    }

    @Test
    func `a daemon that hangs up is lost at once and comes back`() throws {
        let replicas = try Self.association(failed: 0)
        let isUp = Mutex(true)
        let daemon = try ScriptedDaemon { call in
            guard isUp.withLock({ $0 }) else { return .hangUp }
            return (try? Self.well(call, replicas: replicas)) ?? .hangUp
        }
        defer { daemon.stop() }
        let now = ContinuousClock.now
        let watch = try DaemonWatch(path: daemon.path, interval: .seconds(1), now: now)
        _ = try Self.news(of: watch, at: now) { if case .look = $0 { true } else { false } }
        isUp.withLock { $0 = false }
        let lost = try Self.news(of: watch, at: now + .seconds(1)) { if case .lost = $0 { true } else { false } }
        guard case .lost(let reason)? = lost.last else { throw CancellationError() }
        #expect(reason == "it closed the connection")
        isUp.withLock { $0 = true }
        let back = try Self.news(of: watch, at: now + .seconds(2)) { if case .look = $0 { true } else { false } }
        #expect(back.contains { if case .subscribed = $0 { true } else { false } })
    }

    @Test
    func `a daemon that refuses is asked after growing pauses, until it has answered everything`() throws {
        let replicas = try Self.association(failed: 0)
        let refuses = Mutex(true)
        let daemon = try ScriptedDaemon { call in
            // What is asked first succeeds: a part of the answers is not a look.
            if refuses.withLock({ $0 }), call.method != DaemonInterface.GetStatus.name {
                return .error(.tooManyConnections(limit: 1))
            }
            return (try? Self.well(call, replicas: replicas)) ?? .hangUp
        }
        defer { daemon.stop() }
        var now = ContinuousClock.now
        let watch = try DaemonWatch(path: daemon.path, interval: .seconds(1), now: now)
        func pauseAfterLoss() throws -> Duration {
            _ = try Self.news(of: watch, at: now) { if case .lost = $0 { true } else { false } }
            defer { now = watch.deadline }
            return now.duration(to: watch.deadline)
        }
        for milliseconds in [50, 100, 200, 400, 800, 1000, 1000] {
            #expect(try pauseAfterLoss() == .milliseconds(milliseconds))
        }
        refuses.withLock { $0 = false }
        _ = try Self.news(of: watch, at: now) { if case .look = $0 { true } else { false } }
        refuses.withLock { $0 = true }
        now = watch.deadline
        #expect(try pauseAfterLoss() == .milliseconds(50))
    }

    @Test
    func `after a stop it asks at once, also where an answer was under way`() throws {
        let replicas = try Self.association(failed: 0)
        let daemon = try ScriptedDaemon { call in (try? Self.well(call, replicas: replicas)) ?? .hangUp }
        defer { daemon.stop() }
        let now = ContinuousClock.now
        let watch = try DaemonWatch(path: daemon.path, interval: .seconds(60), now: now)
        try watch.advance(now) { _ in }
        watch.resume(now + .seconds(1))
        let isLook = { (news: TopState.News) in if case .look = news { true } else { false } }
        guard case .look(let look)? = try Self.news(of: watch, at: now + .seconds(1), until: isLook).last else {
            throw CancellationError()
        }
        #expect(look.askedAt == now, "an answer is not younger than its question")
        #expect(watch.deadline == now + .seconds(1))
        _ = try Self.news(of: watch, at: now + .seconds(1), until: isLook)
        #expect(watch.deadline == now + .seconds(61))
        watch.resume(now + .seconds(30))
        #expect(watch.deadline == now + .seconds(30))
    }

    @Test
    func `who may not look is told so, and does not wait for ever`() throws {
        let daemon = try ScriptedDaemon { _ in .error(.permissionDenied(required: "viewer")) }
        defer { daemon.stop() }
        let watch = try DaemonWatch(path: daemon.path, interval: .seconds(1), now: .now)
        #expect(throws: VarlinkError.self) { try Self.news(of: watch, at: .now) { _ in false } }
    }

    @Test
    func `what is no kmsyncd is refused at the first look`() throws {
        let daemon = try ScriptedDaemon { _ in .reply("{\"something\":1}") }
        defer { daemon.stop() }
        let watch = try DaemonWatch(path: daemon.path, interval: .seconds(1), now: .now)
        #expect(throws: VarlinkClientError.self) { try Self.news(of: watch, at: .now) { _ in false } }
    }
}
