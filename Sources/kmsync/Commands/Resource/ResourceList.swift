// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel

/// `kmsync resource list`.
struct ResourceList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the synchronized resources with status and failure cause, for all replicas or one.",
        discussion: "With --watch, prints what is there, then each row that changes, until interrupted."
    )

    @Argument(help: "The primary instance.", completion: DaemonCompletion.primaries) var primary: String
    @Option(help: "Only this replica.", completion: DaemonCompletion.replicas) var replica: String?
    @Option(
        help: "Only pending, in_progress, in_sync, failed, unknown or detached ones.",
        completion: .list(SynchronizationStatus.allCases.map(\.rawValue))
    )
    var status: String?
    @Option(
        help: "Only what failed for this cause, for example replica_unreachable.",
        completion: DaemonCompletion.causes
    )
    var cause: String?
    @Option(help: "At most so many rows; else all.") var limit: Int?
    @Flag(help: "Go on with what changes.") var watch = false
    @OptionGroup var options: ClientOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is at least 1.") }
        guard limit == nil || !watch else { throw ValidationError("Give --limit or --watch, not both.") }
    }

    func perform(with daemon: DaemonConnection) throws {
        let parameters = SynchronizationInterface.ListSynchronizedResources.Parameters(
            primaryInstanceId: primary,
            replicaInstanceId: replica,
            status: status,
            failureCode: cause
        )
        if watch {
            var watch = ResourceWatch(parameters, json: options.json, screen: options.screen)
            return try watch.run(reading: daemon, events: daemon.another().connected())
        }
        try showList(
            SynchronizationInterface.ListSynchronizedResources.self,
            parameters,
            of: daemon,
            limit: limit,
            columns: ResourceTable.columns,
            row: ResourceTable.row
        )
    }
}
