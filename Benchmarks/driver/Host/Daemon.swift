// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Varlink

/// The real kmsyncd on a state directory; ended with the value.
final class Daemon {
    /// From the start of the process to READY=1.
    let timeToReady: Duration
    let socket: String
    let state: String
    private let program: Program

    init(_ site: Site, state: String) throws {
        self.state = state
        socket = "\(site.directory)/socket"
        let configuration = "\(site.directory)/kmsyncd.yaml"
        let settings = """
            limits:
              replicasPerPrimary: 64
            roles:
              administrator:
                users: ["\(getuid())"]

            """
        try settings.write(toFile: configuration, atomically: true, encoding: .utf8)
        let readiness = try ReadinessSocket(path: "\(site.directory)/notify")
        let start = ContinuousClock.now
        program = try Program(
            "\(site.binaries)/kmsyncd",
            ["--config", configuration, "--state-directory", state, "--socket", socket],
            environment: ["NOTIFY_SOCKET": "\(site.directory)/notify"],
            streams: "\(site.directory)/kmsyncd.log"
        )
        do {
            try readiness.awaitReadiness(within: .seconds(120))
        } catch {
            // ignoring: without a log there is only the error to tell.
            let log = (try? String(contentsOfFile: "\(site.directory)/kmsyncd.log", encoding: .utf8)) ?? ""
            throw BenchFailure("\(error)\n\(log.suffix(4000))")
        }
        timeToReady = start.elapsed
        readiness.takeTheRest()
    }

    var process: ProcessFigures { ProcessFigures(id: program.id) }

    func client() throws -> VarlinkClient { try VarlinkClient(path: socket) }

    /// Ends it as systemd does; its files are whole and checkpointed then.
    func stop() throws {
        kill(program.id, SIGTERM)
        let status = program.wait()
        guard status == 0 else { throw BenchFailure("kmsyncd ended with status \(status).") }
    }
}
