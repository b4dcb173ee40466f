// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// How output is to look.
struct Screen {
    /// Whether to use colour.
    let color: Bool
    /// Whether tables have a heading.
    let legend: Bool
    /// The time that others are told relative to.
    let now: Timestamp

    /// Whether this standard output is to have colour; no-color.org.
    static var isColored: Bool { StandardOutput.isTerminal && (environmentVariable("NO_COLOR") ?? "").isEmpty }

    /// `12 s ago`.
    func time(_ wire: String?) -> String { RelativeTime.text(wire, now: now) }
}
