// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key enable`.
struct KeyEnable: Verb {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Make a disabled key usable again."
    )

    @OptionGroup var key: KeyArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.EnableKey.self,
            .init(instanceId: key.instance, keyId: key.key)
        )
        try confirm(answer) { "\($0.key.keyId) is enabled." }
    }
}
