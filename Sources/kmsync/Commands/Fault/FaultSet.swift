// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel

/// `kmsync fault set`.
struct FaultSet: Verb {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Put a fault in force, in place of the one before; it does not outlive the daemon."
    )

    @Argument(help: "The replica instance.", completion: DaemonCompletion.replicas) var replica: String
    @Option(help: "Delay each request, for example 80ms.") var latency: DurationArgument?
    @Option(help: "Vary the delay by at most this, for example 20ms.") var jitter: DurationArgument?
    @Option(help: "Share of requests that are lost, 0 to 1; 1 is a black hole.") var loss: Double?
    @Option(help: "Share of requests that fail, 0 to 1.") var fail: Double?
    @Option(help: "The failure code of those that fail.", completion: DaemonCompletion.causes)
    var code: String?
    @Flag(help: "Refuse connections at once.") var outage = false
    @Option(help: "Requests a second before the replica throttles.") var rate: Double?
    @Option(name: .customLong("for"), help: "How long, for example 5m; else until `clear`.")
    var length: DurationArgument?
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard latency != nil || jitter != nil || loss != nil || fail != nil || outage || rate != nil else {
            throw ValidationError("Give at least one of --latency, --jitter, --loss, --fail, --outage and --rate.")
        }
    }

    func perform(with daemon: DaemonConnection) throws {
        let fault = FaultsInterface.Fault(
            replicaInstanceId: replica,
            latencyMilliseconds: latency.map { $0.duration / .milliseconds(1) },
            jitterMilliseconds: jitter.map { $0.duration / .milliseconds(1) },
            lossRatio: loss,
            failureRatio: fail,
            failureCode: code,
            outage: outage ? true : nil,
            rateLimit: rate,
            expiresAt: length.map { Timestamp.current.advanced(by: $0.duration).description }
        )
        try confirm(daemon.change(FaultsInterface.SetFault.self, .init(fault: fault))) { _ in
            "The link to \(replica) has this fault now."
        }
    }
}
