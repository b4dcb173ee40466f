// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Asks before what cannot be undone.
enum Confirmation {
    /// Accepts `--confirm`, else asks a person at the terminal to type the name; throws where neither repeats it.
    static func require(_ name: String, given: String?, consequence: String) throws(Failure) {
        if let given {
            guard given == name else {
                throw Failure(.confirmationRequired, "--confirm says \(given), not \(name); nothing was changed.")
            }
            return
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(.confirmationRequired, consequence, next: "To go ahead, repeat it with --confirm \(name).")
        }
        StandardError.write(printable("\(consequence)\nType \(name) to go ahead: ", keepingNewlines: true))
        guard readLine(strippingNewline: true) == name else {
            throw Failure(.confirmationRequired, "That is not \(name); nothing was changed.")
        }
    }
}
