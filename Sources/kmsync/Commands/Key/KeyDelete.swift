// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key delete`.
struct KeyDelete: Verb {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Schedule the destruction of a key; until then `undelete` keeps it."
    )

    @OptionGroup var key: KeyArguments
    @Option(help: "The waiting period, 7 to 366 days.") var days: Int?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.ScheduleKeyDeletion.self,
            .init(instanceId: key.instance, keyId: key.key, pendingWindowDays: days)
        )
        try tell(answer) { reply in reply.key.plannedDeletionAt.map { "\($0)\n" } ?? "" }
    }
}
