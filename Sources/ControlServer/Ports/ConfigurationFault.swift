// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why a configuration cannot be in force: an error of the control interface.
package struct ConfigurationFault: Error, Sendable, Equatable {
    /// The file.
    package var file: String
    /// The line, from 1, where it is known.
    package var line: Int?
    /// One sentence that says what to do.
    package var reason: String

    /// Puts the parts together.
    package init(file: String, line: Int?, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }
}
