// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel

/// `kmsync replica check`.
struct ReplicaCheck: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tell every rule that an association would break, without side effects.",
        discussion: "Exit status 0: it would be accepted; 1: not."
    )

    @OptionGroup var pair: ReplicaArguments
    @Option(help: ArgumentHelp("Where the replica is; else in this daemon.", valueName: "host:port")) var at: String?
    @Option(help: "What it would cover: all or selected resources.") var type: ScopeArgument?
    @Option(
        help: "A selected resource, key/KEYID or secret/NAME; may be repeated.",
        completion: DaemonCompletion.resources
    ) var resource: [String] = []
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            SynchronizationInterface.CheckAssociation.self,
            .init(
                primaryInstanceId: pair.primary,
                replicaInstanceId: pair.replica,
                address: at,
                synchronizationType: type?.synchronizationType.rawValue,
                resources: resource.nilIfEmpty
            )
        )
        try show(answer) { reply, screen in
            var table = Table([Table.Column("RULE"), Table.Column("BROKEN BECAUSE"), Table.Column("REMEDY")], screen)
            if reply.violations.isEmpty { return "" }
            return table.lines(
                reply.violations.map {
                    [Table.Cell($0.code.rawValue, .bad), Table.Cell($0.message), Table.Cell($0.remedy)]
                }
            )
        }
        if try !answer.reply().violations.isEmpty { throw ExitStatus.falsehood }
        StandardError.note("It would be accepted.")
    }
}
