// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key show`.
struct KeyShow: Verb {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one key.")

    @OptionGroup var key: KeyArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            KeysInterface.DescribeKey.self,
            .init(instanceId: key.instance, keyId: key.key)
        )
        try show(answer) { KeyTable.details($0.key, $1) }
    }
}
