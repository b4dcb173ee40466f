// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import InstanceStore
import KeyManagement
import SyncEngine
import SyncModel

/// Executes planned deletions when their time comes.
final class DeletionTimer: Sendable {
    /// How often every file is asked, whatever was planned meanwhile: a deletion is at most so late.
    private static let interval: Duration = .seconds(60)

    private let directory: InstanceDirectory
    private let scheduling: any Scheduling
    private let journal: JournalWriter

    init(directory: InstanceDirectory, scheduling: any Scheduling, journal: JournalWriter) {
        self.directory = directory
        self.scheduling = scheduling
        self.journal = journal
    }

    func start() {
        for file in directory.files() { destroyDue(in: file) }
        _ = scheduling.after(Self.interval) { [weak self] in self?.start() }
    }

    private func destroyDue(in file: InstanceFile) {
        let now = scheduling.now.wall
        let deletions = DueDeletions(file)
        guard deletions.isAnyDue(now) else { return }
        deletions.destroyDue(now) { [weak self] result in
            guard let self, case .success(let outcome) = result else { return }
            for resource in outcome.destroyed { journal.record(.materialDestroyed(file.id, resource)) }
            // More than one batch is due: at once again, in a transaction of its own.
            if let next = outcome.next, next <= now { destroyDue(in: file) }
        }
    }
}
