// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync resource explain`.
struct ResourceExplain: Verb {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a resource is where it is on a replica: what happened, what it waits for, what comes next.",
        discussion: "Exit status 66 where it is no part of what the replica synchronizes; the message says why."
    )

    @OptionGroup var pair: ReplicaArguments
    @Argument(help: "The resource, key/KEYID or secret/NAME.") var resource: String
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            SynchronizationInterface.ExplainResource.self,
            .init(primaryInstanceId: pair.primary, replicaInstanceId: pair.replica, resourceId: resource)
        )
        try show(answer) { ExplanationText.text($0, $1) }
    }
}
