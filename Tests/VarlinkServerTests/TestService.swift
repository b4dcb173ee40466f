// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Synchronization
import Testing
import Varlink

@testable import VarlinkServer

/// A server with a few methods, on a real socket in a directory of its own, and what its handlers met.
struct TestService {
    let path: String
    let server: VarlinkServer
    let log: TestHandlers

    /// Starts a service, runs the test with it and ends it.
    static func run(
        _ configuration: ServerConfiguration = ServerConfiguration(),
        admission: Admission = .administrator,
        _ body: (TestService) throws -> Void
    ) throws {
        try TemporaryDirectory.with { directory in
            let service = TestService(path: directory + "/socket", configuration, admission: admission)
            try service.server.start(.path(service.path))
            defer { _ = service.drain(timeout: .zero) }
            try body(service)
        }
    }

    init(
        path: String,
        _ configuration: ServerConfiguration = ServerConfiguration(),
        admission: Admission = .administrator
    ) {
        let log = TestHandlers()
        self.path = path
        self.log = log
        server = VarlinkServer(
            configuration: configuration,
            service: ServiceInformation(vendor: "v", product: "p", version: "1", url: "https://example.org"),
            interfaces: [TestHandlers.description],
            handlers: log.handlers,
            connectionPolicy: { _ in admission },
            onDefect: { log.defects.append($0) }
        )
    }

    func client() throws -> VarlinkClient {
        try VarlinkClient(path: path)
    }

    /// Drains, unless it has, and tells whether everything was answered in time.
    func drain(timeout: Duration) -> Bool {
        let result = Ledger<Bool>()
        return !beginDrain(timeout: timeout, result) || result.wait(for: 1) == [true]
    }

    /// Starts to drain, unless it has, and gives false then; `result` is told whether everything was answered in time.
    @discardableResult
    func beginDrain(
        timeout: Duration,
        _ result: Ledger<Bool>,
        progressed: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> Bool {
        guard
            log.hasDrained.withLock({ hasDrained in
                defer { hasDrained = true }
                return !hasDrained
            })
        else {
            return false
        }
        server.drain(patience: timeout, progressed: progressed) { result.append($0) }
        return true
    }

    /// Waits for the event loop to come round, so that what was asked of it before is done.
    func turn() {
        let turned = Ledger<Bool>()
        server.ping { turned.append(true) }
        turned.wait(for: 1)
    }
}

extension ServerConfiguration {
    /// The defaults with some changes.
    static func with(_ change: (inout ServerConfiguration) -> Void) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        change(&configuration)
        return configuration
    }
}
