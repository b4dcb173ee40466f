// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel

/// `kmsync replica remove`.
struct ReplicaRemove: Verb {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Disassociate a replica from its primary. Irreversible.",
        discussion: """
            The replica keeps what it has, frozen: nothing in it can be changed any more, and the two can never be \
            associated again. First says what is behind, then asks for the replica's id.
            """
    )

    @OptionGroup var pair: ReplicaArguments
    @Flag(help: "Only say what would become frozen and what is behind.") var dryRun = false
    @Option(help: "Repeats the replica's id, instead of being asked for it.") var confirm: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let preview = try daemon.change(
            SynchronizationInterface.DisassociateReplica.self,
            .init(primaryInstanceId: pair.primary, replicaInstanceId: pair.replica, dryRun: true)
        )
        let consequence = Disassociation.consequence(try preview.reply())
        if dryRun { return try tell(preview) { _ in "\(consequence)\n" } }
        try Confirmation.require(pair.replica, given: confirm, consequence: consequence)
        let answer = try daemon.change(
            SynchronizationInterface.DisassociateReplica.self,
            .init(primaryInstanceId: pair.primary, replicaInstanceId: pair.replica, confirm: pair.replica)
        )
        try confirm(answer) { reply in
            let association = reply.association
            guard association.state != .disassociated else { return "\(pair.replica) is disassociated and frozen." }
            let text = "\(pair.replica) is being disassociated: it has not confirmed yet, and is told until it does."
            return association.failureCause.map { "\(text) \(CauseText.line($0, options.screen))" } ?? text
        }
    }
}
