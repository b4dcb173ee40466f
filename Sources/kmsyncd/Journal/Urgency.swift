// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging

/// What an entry asks of a person.
///
/// The priority of every entry follows from it and from nothing else, so that a monitor can rely on priorities
/// (docs/OPERATING.md, "Journal").
enum Urgency: Int, Sendable, CaseIterable, Comparable {
    /// Nothing: it is kept to be looked up, such as who used what.
    case record
    /// Nothing: something is otherwise from now on, as it was asked for or as it should be.
    case transition
    /// To look at it if it lasts; it may pass by itself.
    case warning
    /// To act: it does not pass by itself, or has lasted too long to wait for that. The daemon serves all the same.
    case action
    /// To act at once: kmsyncd does not serve, or is about to end.
    case outage

    /// Each has a level, and so a syslog priority, of its own.
    var level: Logger.Level {
        switch self {
        case .record: .info
        case .transition: .notice
        case .warning: .warning
        case .action: .error
        case .outage: .critical
        }
    }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
