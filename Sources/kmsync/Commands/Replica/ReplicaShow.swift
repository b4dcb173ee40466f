// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync replica show`.
struct ReplicaShow: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one replica, with its causes and their remedies."
    )

    @OptionGroup var pair: ReplicaArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            SynchronizationInterface.DescribeReplica.self,
            .init(primaryInstanceId: pair.primary, replicaInstanceId: pair.replica)
        )
        try show(answer) { ReplicaTable.details($0.replica, $1) }
    }
}
