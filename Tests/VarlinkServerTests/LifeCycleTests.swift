// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Glibc
import TestSupport
import Testing
import Varlink

@testable import VarlinkServer

/// Listening, handing over and draining.
struct LifeCycleTests {
    private func hold(_ name: String, mode: FrameEncoder.CallMode = .single) -> [UInt8] {
        FrameEncoder.call("org.example.test.Hold", Array("{\"name\":\"\(name)\"}".utf8), mode: mode)
    }

    private func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    @Test func `the socket has its mode, and is removed at the end`() throws {
        try TemporaryDirectory.with { directory in
            let service = TestService(path: directory + "/socket")
            try service.server.start(.path(service.path, mode: 0o660))
            #expect(status(service.path).map { $0.st_mode & 0o777 } == 0o660)
            #expect(service.drain(timeout: .seconds(10)))
            #expect(status(service.path) == nil)
        }
    }

    @Test func `the socket of a dead server is replaced, that of a live one is not`() throws {
        try TestService.run { service in
            let second = TestService(path: service.path)
            #expect(throws: VarlinkServerError.alreadyServed(path: service.path)) {
                try second.server.start(.path(service.path))
            }
            _ = second.drain(timeout: .zero)
            let reply = try service.client().callRaw("org.example.test.Nothing")
            #expect(reply == Array("{}".utf8))
        }
        try TemporaryDirectory.with { directory in
            let path = directory + "/socket"
            close(try ScriptedListener.listen(at: path))
            let service = TestService(path: path)
            try service.server.start(.path(path))
            defer { _ = service.drain(timeout: .zero) }
            let reply = try service.client().callRaw("org.example.test.Nothing")
            #expect(reply == Array("{}".utf8))
        }
    }

    @Test func `a file that is no socket is left alone`() throws {
        try TemporaryDirectory.with { directory in
            let path = directory + "/file"
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            let service = TestService(path: path)
            #expect(throws: VarlinkServerError.notASocket(path: path)) { try service.server.start(.path(path)) }
            #expect(status(path) != nil)
            _ = service.drain(timeout: .zero)
        }
    }

    @Test func `a socket that was handed over stays, and who comes waits for the next server`() throws {
        try TemporaryDirectory.with { directory in
            let path = directory + "/socket"
            let descriptor = try ScriptedListener.listen(at: path)
            let kept = dup(descriptor)
            defer { close(kept) }
            let first = TestService(path: path)
            try first.server.start(.descriptor(descriptor))
            let reply = try first.client().callRaw("org.example.test.Nothing")
            #expect(reply == Array("{}".utf8))
            first.server.stopAccepting()
            let waiting = try first.client()
            try waiting.send("org.example.test.Nothing")
            try waiting.flush()
            #expect(first.drain(timeout: .seconds(10)))
            #expect(status(path) != nil)
            let second = TestService(path: path)
            try second.server.start(.descriptor(dup(kept)))
            defer { _ = second.drain(timeout: .zero) }
            let late = try waiting.receive(timeout: .seconds(10))
            #expect(late.error == nil)
            #expect(second.log.served.all.count == 1 && first.log.served.all.count == 1)
        }
    }

    @Test func `a descriptor that is no listening socket is refused`() throws {
        let service = TestService(path: "")
        #expect(throws: VarlinkServerError.unusableDescriptor(0)) { try service.server.start(.descriptor(0)) }
        _ = service.drain(timeout: .zero)
    }

    @Test func `a server starts once`() throws {
        try TestService.run { service in
            #expect(throws: VarlinkServerError.alreadyStarted) { try service.server.start(.path(service.path + "2")) }
        }
    }

    @Test func `draining answers what was received, then closes`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a") + hold("b"))
            let first = service.log.held.wait(for: 1)[0]
            let idle = try RawConnection(service.path)
            let result = Ledger<Bool>()
            service.beginDrain(timeout: .seconds(10), result)
            try idle.expectClosed()
            #expect(result.all.isEmpty)
            first.release()
            service.log.held.wait(for: 2)[1].release()
            let heard = [try connection.hear(), try connection.hear()]
            #expect(heard == [#"{"parameters":{"name":"a"}}"#, #"{"parameters":{"name":"b"}}"#])
            try connection.expectClosed()
            #expect(result.wait(for: 1) == [true])
            #expect(service.server.connectionCount == 0)
        }
    }

    @Test func `draining tells how many calls are open, and again whenever some were answered`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a") + hold("b") + hold("c"))
            service.log.held.wait(for: 1)
            let (result, progress) = (Ledger<Bool>(), Ledger<Int>())
            service.beginDrain(timeout: .seconds(10), result, progressed: { progress.append($0) })
            #expect(progress.wait(for: 1) == [3])
            for (answered, open) in [(1, 2), (2, 1)] {
                service.log.held.wait(for: answered)[answered - 1].release()
                #expect(progress.wait(for: answered + 1).last == open)
            }
            service.log.held.wait(for: 3)[2].release()
            #expect(result.wait(for: 1) == [true])
            // The last may come down to nothing before it is written.
            #expect(progress.all.prefix(3) == [3, 2, 1])
        }
    }

    @Test func `a call that was sent before the server stops is answered, and a later one cannot be sent`() throws {
        try TestService.run { service in
            let sent = try service.client()
            let late = try service.client()
            // Both are accepted, and wait in no backlog.
            for client in [sent, late] { _ = try client.callRaw("org.example.test.Nothing") }
            service.server.stopAccepting()
            // The event loop is held, so that the call lies in the socket when the drain begins.
            let (isHeld, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            service.server.ping {
                isHeld.signal()
                release.wait()
            }
            isHeld.wait()
            try sent.send("org.example.test.Nothing")
            try sent.flush()
            let result = Ledger<Bool>()
            service.beginDrain(timeout: .seconds(10), result)
            release.signal()
            let reply = try sent.receive(timeout: .seconds(10))
            #expect(reply.error == nil)
            #expect(result.wait(for: 1) == [true])
            #expect(throws: VarlinkClientError.callNotTaken) { try late.callRaw("org.example.test.Nothing") }
            #expect(service.log.served.all.count == 3)
        }
    }

    @Test func `draining gives up in time`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a"))
            let held = service.log.held.wait(for: 1)[0]
            #expect(!service.drain(timeout: .milliseconds(20)))
            try connection.expectClosed()
            #expect(service.log.gone.wait(for: 1) == ["a"])
            held.release()
        }
    }

    @Test func `draining does not wait for streams`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a", mode: .more))
            let held = service.log.held.wait(for: 1)[0]
            #expect(service.drain(timeout: .seconds(60)))
            try connection.expectClosed()
            #expect(service.log.gone.wait(for: 1) == ["a"])
            held.release()
        }
    }
}
