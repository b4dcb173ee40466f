// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel

/// `kmsync key undelete`.
struct KeyUndelete: Verb {
    static let configuration = CommandConfiguration(
        commandName: "undelete",
        abstract: "Keep a key whose destruction was scheduled."
    )

    @OptionGroup var key: KeyArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.CancelKeyDeletion.self,
            .init(instanceId: key.instance, keyId: key.key)
        )
        try confirm(answer) { "\($0.key.keyId) stays; it is \($0.key.state.rawValue)." }
    }
}
