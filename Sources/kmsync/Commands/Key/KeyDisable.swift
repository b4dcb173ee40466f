// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key disable`.
struct KeyDisable: Verb {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Make a key unusable until it is enabled, here and at its replicas."
    )

    @OptionGroup var key: KeyArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.DisableKey.self,
            .init(instanceId: key.instance, keyId: key.key)
        )
        try confirm(answer) { "\($0.key.keyId) is disabled; replicas follow at once." }
    }
}
