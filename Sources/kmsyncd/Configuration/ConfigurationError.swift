// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer

/// Why a configuration cannot be in force, with its place in the file.
struct ConfigurationError: Error, Equatable, Sendable {
    /// The file, or the flag or variable that is to blame.
    let file: String
    /// The line, from 1, where it is known.
    let line: Int?
    /// The column in characters, from 1, where it is known.
    let column: Int?
    /// One sentence that says what is accepted.
    let reason: String

    /// Puts the parts together.
    init(file: String, line: Int? = nil, column: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// What the daemon ends with.
    var exitStatus: ExitStatus { .badConfiguration }

    /// The same for callers of `Reload`.
    var fault: ConfigurationFault { ConfigurationFault(file: file, line: line, reason: reason) }
}

extension ConfigurationError: CustomStringConvertible {
    /// `FILE:LINE:COLUMN: REASON`, as compilers write it and editors read it.
    var description: String {
        let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
        return "\(file)\(place): \(reason)"
    }
}
