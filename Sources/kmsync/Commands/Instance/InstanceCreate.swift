// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync instance create`.
struct InstanceCreate: Verb {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Create an empty instance.")

    @Argument(help: "1 to 64 characters of a-z, 0-9 and '-', starting with a letter.") var id: String
    @Option(help: "For example cn-hangzhou.") var region: String
    @Option(help: "Instances synchronize only within one residency zone.") var zone: String?
    @Option(help: "Instances synchronize only within one account.") var account: String?
    @Option(help: "Most keys, 0 to 10000000.") var keyQuota: Int?
    @Option(help: "Most secrets, 0 to 10000000.") var secretQuota: Int?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            InstancesInterface.CreateInstance.self,
            .init(
                instanceId: id,
                region: region,
                residencyZone: zone,
                accountId: account,
                keyQuota: keyQuota,
                secretQuota: secretQuota
            )
        )
        try confirm(answer) { "Created \($0.instance.instanceId) in \($0.instance.region)." }
    }
}
