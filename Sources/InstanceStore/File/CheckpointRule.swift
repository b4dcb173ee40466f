// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Decides when the log of a file is copied into the file, and how thoroughly.
///
/// Copying seldom is cheap, as a page that changed often is copied once; a long log makes reads and the next start slow.
struct CheckpointRule {
    /// What to do to the log; https://sqlite.org/c3ref/wal_checkpoint_v2.html.
    enum Checkpoint {
        /// Copies what readers let it copy; where that is all, the next commit starts the log anew, in its place.
        case passive
        /// Copies all and empties the log, if nobody reads from it at this moment.
        case truncate
    }

    /// Pages of 4 KiB that are written to the log before it is copied.
    static let pagesBetween = 4096
    /// A log of more pages than this is emptied: readers kept it from being started anew.
    static let longestLog = 4 * pagesBetween
    /// Nothing was written for so long: the log is copied while nobody waits.
    static let idleTime: Duration = .seconds(2)

    /// Pages written since the log was copied last.
    private var pagesSince = 0
    private var logPages = 0

    /// A commit wrote so many pages to the log; answers what is to be done before the next one.
    mutating func committed(pages: Int) -> Checkpoint? {
        pagesSince += pages
        return pagesSince >= Self.pagesBetween ? next : nil
    }

    /// Nothing was written for a while.
    func idle() -> Checkpoint? { pagesSince > 0 ? next : nil }

    /// The log is about to be copied; where that fails, it is tried again after as many pages.
    mutating func begin() { pagesSince = 0 }

    /// The log was copied, and has so many pages now.
    mutating func finished(logPages: Int) { self.logPages = logPages }

    private var next: Checkpoint { logPages > Self.longestLog ? .truncate : .passive }
}
