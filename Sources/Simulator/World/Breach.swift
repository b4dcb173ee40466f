// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A promise that was broken in a run.
package struct Breach: Sendable, CustomStringConvertible {
    /// The checker that found it.
    package var checker: String
    /// What is wrong.
    package var text: String
    /// Microseconds since the run began.
    package var time: Int64

    /// One line for a person.
    package var description: String { "\(checker) at \(Trace.seconds(time)) s: \(text)" }
}
