// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync resource add`.
struct ResourceAdd: Verb {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add resources to the selection of the task, or of one replica; prints those that are new.",
        discussion: "All or nothing. Resources cannot be taken out of the selection again."
    )

    @Argument(help: "The primary instance.", completion: DaemonCompletion.primaries) var primary: String
    @Argument(help: "The resources, each key/KEYID or secret/NAME.", completion: DaemonCompletion.resources)
    var resources: [String] = []
    @Option(help: "Only for this replica; else for each that has a selection.", completion: DaemonCompletion.replicas)
    var replica: String?
    @Flag(help: "Every resource, also future ones. Irreversible.") var all = false
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard resources.isEmpty == all else { throw ValidationError("Give resources or --all, one of the two.") }
    }

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SynchronizationInterface.AddResources.self,
            .init(
                primaryInstanceId: primary,
                replicaInstanceId: replica,
                resources: resources.nilIfEmpty,
                all: all ? true : nil
            )
        )
        try tell(answer) { reply in reply.added.map { "\(printable($0))\n" }.joined() }
        let reply = try answer.reply()
        StandardError.note("Added \(counted(reply.addedCount, "resource")).")
        if !reply.dependencies.isEmpty {
            StandardError.note("Keys that come along: \(listed(reply.dependencies)).")
        }
    }
}
