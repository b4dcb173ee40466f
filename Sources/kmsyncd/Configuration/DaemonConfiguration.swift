// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import MetricsServer
import SyncEngine

/// All that can be configured, with its defaults; immutable once it is in force, and replaced as a whole at a reload.
///
/// `config/kmsyncd.yaml` documents every key for people.
struct DaemonConfiguration: Sendable, Equatable {
    /// How much a primary may have.
    struct Limits: Sendable, Equatable {
        /// Most replicas of a primary.
        var replicasPerPrimary = 3
    }

    /// What is logged.
    struct Log: Sendable, Equatable {
        /// The least level that is logged.
        var level = Logger.Level.info
    }

    /// Who is told of what is measured.
    struct Metrics: Sendable, Equatable {
        /// Where they are served; nil: only by the control socket.
        var listen: MetricsAddress?
    }

    /// Where the master key comes from.
    struct MasterKeys: Sendable, Equatable {
        /// Whether only a credential of the service manager will do: no key is made in the state directory.
        var requiresCredential = false
    }

    /// The control socket.
    var socket = SocketConfiguration()
    /// Where instances live.
    var stateDirectory = "/var/lib/kmsync"
    /// How much a primary may have.
    var limits = Limits()
    /// The numbers of replication.
    var replication = ReplicationPolicy()
    /// Who may do what.
    var roles = RolesConfiguration()
    /// What is logged.
    var log = Log()
    /// Who is told of what is measured.
    var metrics = Metrics()
    /// Where the master key comes from.
    var masterKey = MasterKeys()
    /// Faults that are rehearsed from the start.
    var faults: [InitialFault] = []

    /// Every key that has a value, such as `socket.path`.
    static var paths: [String] { section(.system).paths }

    /// The defaults, and over them what the text says.
    ///
    /// `file` is what errors name; `accounts` finds the users and groups that roles name.
    static func parse(
        _ text: String,
        file: String,
        accounts: AccountDirectory = .system
    ) throws(ConfigurationError) -> Self {
        var configuration = Self()
        if let root = try ConfigurationDocument.root(of: text, file: file) {
            try section(accounts).read(root, into: &configuration)
        }
        return configuration
    }

    /// The keys whose values differ from the old ones and that a running daemon cannot change; empty: a reload may go on.
    func changesNeedingRestart(from old: DaemonConfiguration) -> [String] {
        Self.section(.system).changesNeedingRestart(old, self)
    }

    private static func section(_ accounts: AccountDirectory) -> ConfigurationSection<Self> {
        ConfigurationSection([
            .section("socket", \.socket, SocketConfiguration.section),
            .value("stateDirectory", \.stateDirectory) { node throws(ConfigurationError) in
                try node.absolutePath(atMost: 4095)
            },
            .section("limits", \.limits, Limits.section),
            .section("replication", \.replication, ReplicationPolicy.section),
            .section("roles", \.roles, RolesConfiguration.section(accounts), takesEffect: .atReload),
            .section("log", \.log, Log.section, takesEffect: .atReload),
            .section("metrics", \.metrics, Metrics.section),
            .section("masterKey", \.masterKey, MasterKeys.section),
            .list(
                "faults",
                \.faults,
                of: "faults",
                atMost: InitialFault.maximumFaults,
                startingFrom: InitialFault(),
                InitialFault.section
            ),
        ]) { configuration in
            let replicas = configuration.faults.map(\.replica)
            guard Set(replicas).count < replicas.count else { return nil }
            return ConfigurationSection.Contradiction(
                keys: ["faults"],
                reason: "faults names a replica twice: give each replica one fault."
            )
        }
    }
}

extension DaemonConfiguration.Limits {
    fileprivate static var section: ConfigurationSection<Self> {
        ConfigurationSection([.integer("replicasPerPrimary", \.replicasPerPrimary, in: 1...64)])
    }
}

extension DaemonConfiguration.MasterKeys {
    fileprivate static var section: ConfigurationSection<Self> {
        ConfigurationSection([.flag("requireCredential", \.requiresCredential)])
    }
}

extension DaemonConfiguration.Metrics {
    fileprivate static var section: ConfigurationSection<Self> {
        ConfigurationSection([
            .value("listen", \.listen) { node throws(ConfigurationError) in
                if node.isNull { return nil }
                guard let address = node.scalar.flatMap({ MetricsAddress($0) }) else {
                    throw node.refusal(MetricsAddress.accepted)
                }
                return address
            }
        ])
    }
}

extension DaemonConfiguration.Log {
    fileprivate static var section: ConfigurationSection<Self> {
        ConfigurationSection([
            .value("level", \.level) { node throws(ConfigurationError) in
                try node.word(Logger.Level.allCases, named: \.rawValue)
            }
        ])
    }
}
