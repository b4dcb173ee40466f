// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a caller may do throughout the daemon; each role may do what the ones before it may.
package enum Role: String, Sendable, CaseIterable, Comparable {
    /// Views, never a value.
    case viewer
    /// Pauses, resumes, retries, verifies.
    case `operator`
    /// Everything.
    case administrator

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .administrator: 2
        }
    }

    /// Orders by what may be done.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
