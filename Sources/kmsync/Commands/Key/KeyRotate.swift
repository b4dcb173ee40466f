// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key rotate`.
struct KeyRotate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new version of a key; prints its id.",
        discussion: "It encrypts or signs at once. Older versions still decrypt and verify."
    )

    @OptionGroup var key: KeyArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.RotateKey.self,
            .init(instanceId: key.instance, keyId: key.key)
        )
        try tell(answer) { reply in "\(reply.key.pendingVersionId ?? reply.key.primaryVersionId)\n" }
    }
}
