// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key list`.
struct KeyList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the keys of an instance.")

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try showList(
            KeysInterface.ListKeys.self,
            .init(instanceId: instance),
            of: daemon,
            columns: KeyTable.columns,
            row: KeyTable.row
        )
    }
}
