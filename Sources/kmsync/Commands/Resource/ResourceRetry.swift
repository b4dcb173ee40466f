// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync resource retry`.
struct ResourceRetry: Verb {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Forget the waiting times of what failed, and try again now; prints how many are tried.",
        discussion: "A replica that is backing off is probed now."
    )

    @Argument(help: "The primary instance.", completion: DaemonCompletion.primaries) var primary: String
    @Argument(help: "Only these resources, each key/KEYID or secret/NAME.", completion: DaemonCompletion.resources)
    var resources: [String] = []
    @Option(help: "Only at this replica.", completion: DaemonCompletion.replicas) var replica: String?
    @Option(help: "Only what failed for this cause.", completion: DaemonCompletion.causes)
    var cause: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SynchronizationInterface.RetryResources.self,
            .init(
                primaryInstanceId: primary,
                replicaInstanceId: replica,
                resources: resources.nilIfEmpty,
                failureCode: cause
            )
        )
        try tell(answer) { reply in "\(reply.retried)\n" }
    }
}
