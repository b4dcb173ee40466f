// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Varlink

/// `kmsync fault list`.
struct FaultList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the faults in force.")

    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try showList(
            FaultsInterface.ListFaults.self,
            NoParameters(),
            of: daemon,
            columns: FaultTable.columns,
            row: FaultTable.row
        )
    }
}
