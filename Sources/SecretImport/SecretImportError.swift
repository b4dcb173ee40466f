// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why a file was refused.
///
/// It names file, line and, where there is one, the secret; never a value nor the text of a line.
package struct SecretImportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name that the caller gave for the file.
    package let fileName: String

    /// Counted from 1; nil where the whole file is meant.
    package let line: Int?

    /// What is wrong and what to do, in one sentence.
    package let problem: String

    /// `FILE:LINE: PROBLEM`, or `FILE: PROBLEM`.
    package var message: String {
        let place = Quoted.escape(fileName) + (line.map { ":\($0)" } ?? "")
        return "\(place): \(problem)"
    }

    package var description: String { message }

    /// The same problem at a line of a file.
    init(_ problem: Problem, fileName: String) {
        self.fileName = fileName
        self.line = problem.line
        self.problem = problem.text
    }
}

/// What a reader of one format found wrong; the file's name is added by `SecretImport.parse`.
struct Problem: Error {
    let line: Int?
    let text: String

    init(line: Int? = nil, _ text: String) {
        self.line = line
        self.text = text
    }

    /// The same name twice in one file.
    static func duplicate(_ name: String, firstLine: Int, line: Int) -> Problem {
        Problem(
            line: line,
            "\(Quoted(name)) is already set in line \(firstLine) and again in line \(line): remove one of the two."
        )
    }
}
