// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync replica list`.
struct ReplicaList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the replicas of a primary, or of all."
    )

    @Argument(help: "The primary instance.", completion: DaemonCompletion.primaries) var primary: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try showList(
            SynchronizationInterface.ListReplicas.self,
            .init(primaryInstanceId: primary),
            of: daemon,
            columns: ReplicaTable.columns,
            row: ReplicaTable.row
        )
    }
}
