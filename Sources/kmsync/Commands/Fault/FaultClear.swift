// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync fault clear`.
struct FaultClear: Verb {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Take away the fault of one replica, or all; prints how many were in force."
    )

    @Argument(help: "The replica instance; else all.", completion: DaemonCompletion.replicas) var replica: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(FaultsInterface.ClearFault.self, .init(replicaInstanceId: replica))
        try tell(answer) { reply in "\(reply.cleared)\n" }
    }
}
