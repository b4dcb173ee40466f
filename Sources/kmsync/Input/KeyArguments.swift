// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// An instance and a key of it.
struct KeyArguments: ParsableArguments {
    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @Argument(help: "The key.", completion: DaemonCompletion.keys) var key: String
}

/// What a new key is to be.
struct NewKeyOptions: ParsableArguments {
    @Option(help: "The key's id; else the daemon chooses one.") var id: String?
    @Option(help: "Another name, alias/NAME; may be repeated.") var alias: [String] = []
    @Option(help: "For people.") var description: String?
    @Option(help: ArgumentHelp("For people and their tools; may be repeated.", valueName: "key=value"))
    var tag: [TagArgument] = []
}

/// A context that is bound to a ciphertext, and the form of binary results.
struct CipherOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Bound to the ciphertext; may be repeated.", valueName: "key=value"))
    var context: [TagArgument] = []
    @Flag(help: "The ciphertext is base64 text instead of raw bytes.") var base64 = false
}
