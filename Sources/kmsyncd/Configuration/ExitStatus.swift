// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How the daemon ends; the table of the contract (`cli.md`), where `kmsync` has the same numbers.
enum ExitStatus: Int32, Sendable {
    /// Stopped as asked, or checked and found good.
    case done = 0
    /// The command line is not understood.
    case usage = 64
    /// A defect.
    case internalError = 70
    /// Another daemon holds the state directory.
    case stateDirectoryLocked = 73
    /// A bad configuration, a socket or a state directory that cannot be used, or no fitting master key.
    case badConfiguration = 78
}
