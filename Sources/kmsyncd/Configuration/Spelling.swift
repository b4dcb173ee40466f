// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Finds what somebody may have meant.
enum Spelling {
    /// Longer words are no misspelling of anything here.
    private static let maximumLength = 64

    /// The word that takes the fewest changes of a letter, if that is at most a third of them.
    static func nearest(to word: String, among words: [String]) -> String? {
        guard word.count <= maximumLength else { return nil }
        let measured = words.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        guard let best = measured.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.word.count / 3) ? best.word : nil
    }

    /// How many letters are to be inserted, removed or replaced (Levenshtein's distance).
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
