// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Glibc
import Varlink

/// `kmsync wait`.
struct WaitCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until what is there now is in sync; also waits for the daemon.",
        discussion: "Silent. Exit status 0, or 75 when it takes longer than --timeout."
    )

    /// The longest pause between attempts to connect, in microseconds.
    private static let longestPause: UInt32 = 500_000

    @Argument(help: "The primary instance.", completion: DaemonCompletion.primaries) var primary: String
    @Option(help: "Only this replica.", completion: DaemonCompletion.replicas) var replica: String?
    @Option(
        help: "Only this resource, key/KEYID or secret/NAME; may be repeated.",
        completion: DaemonCompletion.resources
    ) var resource: [String] = []
    @Option(help: "How long at most, for example 30s, 5m or 1h.") var timeout = DurationArgument.seconds(30)
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let deadline = ContinuousClock.now + timeout.duration
        var pause: UInt32 = 10_000
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw ExitStatus.timedOut }
            do {
                try wait(with: daemon, left)
                return
            } catch VarlinkClientError.timedOut {
                throw ExitStatus.timedOut
            } catch let error as VarlinkError where ControlError(error)?.name == .timedOut {
                throw ExitStatus.timedOut
            } catch let error as VarlinkClientError where WaitCommand.passes(error) {
                let rest = ContinuousClock.now.duration(to: deadline) / .microseconds(1)
                usleep(UInt32(max(0, min(rest, Double(pause)))))
                pause = min(pause * 2, WaitCommand.longestPause)
            }
        }
    }

    private func wait(with daemon: DaemonConnection, _ left: Duration) throws {
        try daemon.connectOnce()
        let answer = try daemon.change(
            SynchronizationInterface.WaitUntilSynchronized.self,
            .init(
                primaryInstanceId: primary,
                replicaInstanceId: replica,
                resources: resource.nilIfEmpty,
                timeoutSeconds: left / .seconds(1)
            ),
            // The daemon's own TimedOut comes first; this is for one that hangs.
            timeout: left + .seconds(2)
        )
        if options.json { StandardOutput.write(answer.json + [UInt8(ascii: "\n")]) }
    }

    /// Whether a daemon that starts or restarts can be behind it.
    private static func passes(_ error: VarlinkClientError) -> Bool {
        switch error {
        case .cannotConnect(_, let number): number != EACCES && number != ENAMETOOLONG && number != ENOTSOCK
        case .connectionClosed, .callNotTaken: true
        case .timedOut, .protocolViolation: false
        }
    }
}
