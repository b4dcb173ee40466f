// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Why the service manager could not be talked to, or what it handed over could not be used.
package struct SystemdError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence that says what failed and, where that is known, what to do.
    package let message: String

    package var description: String { message }

    init(_ message: String) {
        self.message = message
    }

    /// - Parameters:
    ///   - action: What failed, as the beginning of a sentence.
    ///   - code: An errno value, positive or, as libsystemd returns it, negative.
    init(_ action: String, code: CInt) {
        message = "\(action): \(String(cString: strerror(code.magnitude > 0 ? CInt(code.magnitude) : 0)))."
    }
}
