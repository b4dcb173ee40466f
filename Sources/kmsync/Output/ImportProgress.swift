// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Says on a terminal how far an import is, at most a hundred times.
final class ImportProgress {
    private let total: Int
    private let isShown: Bool
    private var shownPercent = -1

    init(total: Int) {
        self.total = total
        isShown = StandardError.isTerminal
    }

    func show(_ summary: SecretTransfer.Summary) {
        let percent = summary.count * 100 / max(1, total)
        guard isShown, percent != shownPercent else { return }
        shownPercent = percent
        StandardError.write("\r\(summary.count) of \(total) secrets")
    }

    /// Takes the line away.
    func end() {
        if isShown, shownPercent >= 0 { StandardError.write("\r\u{1B}[K") }
    }
}
