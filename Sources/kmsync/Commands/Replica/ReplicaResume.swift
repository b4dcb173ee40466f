// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync replica resume`.
struct ReplicaResume: Verb {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a paused replica go on.")

    @OptionGroup var pair: ReplicaArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SynchronizationInterface.ResumeReplica.self,
            .init(primaryInstanceId: pair.primary, replicaInstanceId: pair.replica)
        )
        try confirm(answer) { _ in "\(pair.replica) goes on." }
    }
}
