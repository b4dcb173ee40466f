// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Varlink

/// `kmsync instance list`.
struct InstanceList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the instances.")

    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try showList(
            InstancesInterface.ListInstances.self,
            NoParameters(),
            of: daemon,
            columns: InstanceTable.columns,
            row: InstanceTable.row
        )
    }
}
