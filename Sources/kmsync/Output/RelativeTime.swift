// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Times and lengths of time as people read them.
enum RelativeTime {
    /// `12 s ago`, `in 5 min`, `now`; the text itself where it is no RFC 3339.
    static func text(_ wire: String?, now: Timestamp) -> String {
        guard let wire else { return "-" }
        guard let time = Timestamp(rfc3339: wire) else { return printable(wire) }
        let distance = now.since(time)
        if abs(distance.inSeconds) < 1 { return "now" }
        return distance < .zero ? "in \(length(-distance.inSeconds))" : "\(length(distance.inSeconds)) ago"
    }

    /// `0 s`, `0.4 s`, `12 s`, `5 min`, `3 h`, `9 d`.
    static func length(_ seconds: Double) -> String {
        switch seconds {
        case ..<0.05: "0 s"
        case ..<9.95:
            (seconds * 10).rounded().truncatingRemainder(dividingBy: 10) == 0
                ? "\(Int(seconds.rounded())) s"
                : "\(Int((seconds * 10).rounded()) / 10).\(Int((seconds * 10).rounded()) % 10) s"
        case ..<120: "\(Int(seconds)) s"
        case ..<7200: "\(Int(seconds / 60)) min"
        case ..<172_800: "\(Int(seconds / 3600)) h"
        case ..<1e12: "\(Int(seconds / 86_400)) d"
        default: "for ever"
        }
    }

    /// A lag: `unknown` for nil.
    static func lag(_ seconds: Double?) -> String {
        seconds.map(length) ?? "unknown"
    }
}
