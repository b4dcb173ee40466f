// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync instance release`.
struct InstanceRelease: Verb {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Destroy an instance and everything in it. Irreversible."
    )

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var id: String
    @Option(help: "Repeats the id, instead of being asked for it.") var confirm: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try Confirmation.require(
            id,
            given: confirm,
            consequence: "This destroys the instance \(id) and every key and secret in it, for good."
        )
        let answer = try daemon.change(
            InstancesInterface.ReleaseInstance.self,
            .init(instanceId: id, confirm: id)
        )
        try confirm(answer) { _ in "Released \(id)." }
    }
}
