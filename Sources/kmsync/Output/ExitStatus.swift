// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How the program ends; the table is in the contract.
enum ExitStatus: Int32, Error, CaseIterable {
    /// Done, or true.
    case success = 0
    /// Not in sync, differences found.
    case falsehood = 1
    /// Degraded, or done in part.
    case partial = 2
    /// What cannot be undone has to be confirmed.
    case confirmationRequired = 3
    /// The command line was wrong.
    case usage = 64
    /// Bad input, or a rule of the instance or association.
    case refused = 65
    /// No such instance, key, secret, replica or resource.
    case notFound = 66
    /// The daemon cannot be reached.
    case unreachable = 69
    /// A defect, on either side.
    case internalError = 70
    /// Another daemon has the state directory.
    case stateLocked = 73
    /// Not in time.
    case timedOut = 75
    /// The caller may not do this.
    case notPermitted = 77
    /// Bad configuration, or no fitting master key.
    case badConfiguration = 78
    /// SIGINT.
    case interrupted = 130
}
