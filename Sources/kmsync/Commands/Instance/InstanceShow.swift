// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync instance show`.
struct InstanceShow: Verb {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one instance.")

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var id: String
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(InstancesInterface.DescribeInstance.self, .init(instanceId: id))
        try show(answer) { InstanceTable.details($0.instance, $1) }
    }
}
