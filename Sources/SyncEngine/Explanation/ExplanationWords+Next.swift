// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension ExplanationWords {
    /// What holds up the replica, and until when; nil: nothing does.
    func next(_ hold: Hold) -> String? {
        switch hold {
        case .nothing, .over: nil
        case .paused(let reason, let until):
            join(
                "Everything for \(replica) is held by an operator\(reason.map { " (\($0))" } ?? "").",
                until.map { "The pause ends \(when($0))." }
                    ?? "`kmsync replica resume \(primaryID) \(replica)` ends the pause.",
                view.cause.map { "Its newest failure: \(failed($0)). What to do about it: \($0.code.remedy)." }
            )
        case .notAgreed(let cause):
            join(
                "\(replica) has not agreed to follow \(primaryID) yet, and nothing is sent before.",
                tried(cause, "asked")
            )
        case .ending(let cause):
            join(
                "The association is being ended: nothing is sent to \(replica) any more.",
                "\(replica) has not confirmed yet that it is frozen.",
                tried(cause, "asked")
            )
        case .connecting: "The connection to \(replica) is being made; everything for it goes on once it answers."
        case .backingOff(let cause): suspended(cause)
        case .down(let cause): down(cause)
        case .throttled(let until): "\(replica) asked for fewer requests; the next one goes \(when(until))."
        }
    }

    private func suspended(_ cause: FailureCause?) -> String {
        guard let cause else { return "Attempts at \(replica) are suspended." }
        return join(
            "Attempts at \(replica) are suspended: \(failed(cause)).",
            cause.disposition == .blocked ? "What to do: \(cause.code.remedy)." : nil,
            cause.nextAttemptAt.map { "\(replica) is tried again \(when($0))." } ?? "\(replica) is being tried again."
        )
    }

    private func down(_ cause: FailureCause?) -> String {
        guard let cause else { return "Nothing is sent to \(replica) until an operator acts." }
        // Whoever is fenced or has regressed must not be told to try again.
        let mayRetry = cause.code == .protocolUnsupported
        return join(
            "Nothing is sent to \(replica) until an operator acts: \(failed(cause)).",
            "What to do: \(cause.code.remedy).",
            mayRetry ? "Then `kmsync resource retry \(primaryID) --replica \(replica)` tries again." : nil
        )
    }

    private func tried(_ cause: FailureCause?, _ verb: String) -> String {
        guard let cause else { return "It is being \(verb)." }
        return join(
            "The newest try failed: \(failed(cause)).",
            cause.nextAttemptAt.map { "It is \(verb) again \(when($0))." } ?? "It is being \(verb) again."
        )
    }

    /// What becomes of a failure, while `hold` lasts and after it.
    func again(_ cause: FailureCause, _ hold: Hold) -> String {
        let held = next(hold)
        if case .ending = hold { return held ?? "" }
        if let time = cause.nextAttemptAt {
            let next =
                cause.code == .dependencyMissing
                ? "It is tried again as soon as the key has arrived, or else when that is due: \(when(time))"
                : "The next attempt is \(when(time))"
            return join(held == nil ? "\(next)." : "\(next), but not while this lasts:", held)
        }
        let retry = "`kmsync resource retry \(primaryID) --replica \(replica) \(resource)` tries it again"
        let remedy = "What to do: \(cause.code.remedy)"
        switch cause.disposition {
        case .retryable: return join("\(retry).", held)
        case .blocked where cause.code == .keyQuotaExceeded || cause.code == .secretQuotaExceeded:
            return join("\(remedy); it is then tried again by itself.", held)
        case .blocked:
            return join("\(remedy). Then \(retry).", held)
        case .terminal, .refused:
            return join(
                "It is not tried again by itself. \(remedy). Then \(retry). A newer revision is sent by itself.",
                held
            )
        }
    }

    /// A cause in the middle of a sentence: what, since when, how often.
    ///
    /// An operator's retry starts the count anew, so that it tells no more than how many there are at least.
    func failed(_ cause: FailureCause) -> String {
        guard cause.lastFailedAt > cause.firstFailedAt else {
            return "\(cause.message), on \(clock(cause.lastFailedAt))"
        }
        let count = cause.attempts > 1 ? ", \(cause.attempts) in a row" : ""
        return
            "\(cause.message), failing since \(clock(cause.firstFailedAt)), last on \(clock(cause.lastFailedAt))\(count)"
    }

    /// `2026-11-25 10:41:07 UTC`.
    func clock(_ time: Timestamp) -> String {
        let text = time.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    /// `due now`, or `on 2026-11-25 10:41:07 UTC, in 12 s`.
    func when(_ time: Timestamp) -> String {
        let seconds = (time.milliseconds - now.milliseconds + 999) / 1000
        switch seconds {
        case ...0: return "due now"
        case ..<120: return "on \(clock(time)), in \(seconds) s"
        case ..<7200: return "on \(clock(time)), in \(seconds / 60) min"
        default: return "on \(clock(time)), in \(seconds / 3600) h"
        }
    }

    func join(_ sentences: String?...) -> String { sentences.compactMap { $0 }.joined(separator: " ") }

    func capital(_ text: some CustomStringConvertible) -> String {
        let text = text.description
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
