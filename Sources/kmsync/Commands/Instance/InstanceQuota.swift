// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync instance quota`.
struct InstanceQuota: Verb {
    static let configuration = CommandConfiguration(
        commandName: "quota",
        abstract: "Change how many keys and secrets an instance may hold."
    )

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var id: String
    @Option(help: "Most keys, 0 to 10000000.") var keyQuota: Int?
    @Option(help: "Most secrets, 0 to 10000000.") var secretQuota: Int?
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard keyQuota != nil || secretQuota != nil else {
            throw ValidationError("Give --key-quota, --secret-quota, or both.")
        }
    }

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            InstancesInterface.SetQuota.self,
            .init(instanceId: id, keyQuota: keyQuota, secretQuota: secretQuota)
        )
        try confirm(answer) {
            "\($0.instance.instanceId) may hold \(counted($0.instance.keyQuota.limit, "key"))"
                + " and \(counted($0.instance.secretQuota.limit, "secret"))."
        }
    }
}
