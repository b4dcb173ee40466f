// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel

/// `kmsync replica pause`.
struct ReplicaPause: Verb {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Hold everything that goes to a replica, urgent changes too."
    )

    @OptionGroup var pair: ReplicaArguments
    @Option(help: "Why, for those who see it in the status.") var reason: String
    @Option(name: .customLong("for"), help: "How long, for example 2h; else until `resume`.")
    var length: DurationArgument?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SynchronizationInterface.PauseReplica.self,
            .init(
                primaryInstanceId: pair.primary,
                replicaInstanceId: pair.replica,
                reason: reason,
                until: length.map { Timestamp.current.advanced(by: $0.duration).description }
            )
        )
        try confirm(answer) { _ in "\(pair.replica) is paused." }
    }
}
