// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import Logging
import Synchronization
import Systemd

/// Reads the configuration again, whole or not at all.
final class Reloader: Sendable {
    /// Who may call what, by the configuration in force.
    let access: AccessControl

    private let source: ConfigurationSource
    private let current: Mutex<DaemonConfiguration>
    private let threshold: LogThreshold
    private let journal: JournalWriter
    private let messages: ServiceMessages

    init(
        source: ConfigurationSource,
        current: DaemonConfiguration,
        access: AccessControl,
        threshold: LogThreshold,
        journal: JournalWriter,
        messages: ServiceMessages
    ) {
        self.source = source
        self.current = Mutex(current)
        self.access = access
        self.threshold = threshold
        self.journal = journal
        self.messages = messages
    }

    /// Calls back once the new configuration is in force; a fault changes nothing.
    func reload(_ completion: @escaping @Sendable (Result<Void, ConfigurationFault>) -> Void) {
        messages.tell { try $0.reloading() }
        defer { messages.tell { try $0.ready() } }
        let result = current.withLock { current -> Result<Void, ConfigurationError> in
            do throws(ConfigurationError) {
                let next = try source.load()
                let fixed = next.changesNeedingRestart(from: current)
                guard fixed.isEmpty else {
                    throw ConfigurationError(
                        file: source.file,
                        reason:
                            "A restart is needed to change \(fixed.joined(separator: ", ")), and nothing was changed: "
                            + "restart kmsyncd, or undo it."
                    )
                }
                access.replace(with: try next.roles.policy())
                if next.log != current.log { threshold.level = next.log.level }
                current = next
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success: journal.record(.reloaded(file: source.file))
        case .failure(let error): journal.record(.reloadRefused(error))
        }
        completion(result.mapError(\.fault))
    }

    /// Until the configuration says something else.
    func setLogLevel(_ level: LogLevel) {
        if let level = Logger.Level(rawValue: level.rawValue) { threshold.level = level }
    }
}
