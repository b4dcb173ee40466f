// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel

/// `kmsync replica add`.
struct ReplicaAdd: Verb {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Associate a replica with a primary.",
        discussion: "May be repeated: the same or a larger scope is merged, a smaller one refused."
    )

    @OptionGroup var pair: ReplicaArguments
    @Option(help: ArgumentHelp("Where the replica is; else in this daemon.", valueName: "host:port")) var at: String?
    @Option(help: "What it covers: all or selected resources.") var type: ScopeArgument
    @Option(
        help: "A selected resource, key/KEYID or secret/NAME; may be repeated.",
        completion: DaemonCompletion.resources
    ) var resource: [String] = []
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard resource.isEmpty || type == .selected else {
            throw ValidationError("--resource is for --type selected.")
        }
    }

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SynchronizationInterface.AssociateReplica.self,
            .init(
                primaryInstanceId: pair.primary,
                replicaInstanceId: pair.replica,
                address: at,
                synchronizationType: type.synchronizationType.rawValue,
                resources: resource.nilIfEmpty
            )
        )
        try confirm(answer) {
            "\(pair.replica) follows \(pair.primary): \($0.association.state.rawValue). "
                + "`kmsync wait \(pair.primary) --replica \(pair.replica)` waits until it is in sync."
        }
    }
}
