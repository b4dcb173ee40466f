// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import SyncModel

/// Lets users and groups use named keys and read named secrets of some instances, and nothing else.
struct ApplicationConfiguration: Sendable, Equatable {
    /// Most applications, and most patterns of a list.
    static let maximumItems = 256

    /// Who.
    var members = RoleMembers()
    /// Of which instances.
    var instances: [GlobPattern] = []
    /// Keys that may be used.
    var keys: [GlobPattern] = []
    /// Secrets that may be read.
    var secrets: [GlobPattern] = []

    /// The same by numbers: one for each pattern of instances.
    func grants(_ accounts: AccountDirectory) throws(ConfigurationError) -> [ApplicationGrant] {
        let principals = try members.principals(accounts)
        return instances.map {
            ApplicationGrant(principals: principals, instance: $0, keys: keys, secrets: secrets)
        }
    }

    /// The keys of an application.
    static func section(_ accounts: AccountDirectory) -> ConfigurationSection<Self> {
        ConfigurationSection([
            .value("users", \.members.users) { node throws(ConfigurationError) in
                try RoleMembers.names(node, .user, accounts)
            },
            .value("groups", \.members.groups) { node throws(ConfigurationError) in
                try RoleMembers.names(node, .group, accounts)
            },
            .value("instances", \.instances) { node throws(ConfigurationError) in try patterns(node) },
            .value("keys", \.keys) { node throws(ConfigurationError) in try patterns(node) },
            .value("secrets", \.secrets) { node throws(ConfigurationError) in try patterns(node) },
        ]) { application in
            if application.members == RoleMembers() {
                return contradiction(["users", "groups"], "An application needs users or groups: name at least one.")
            }
            if application.instances.isEmpty {
                return contradiction(["instances"], "An application needs instances: give patterns, such as ['*'].")
            }
            guard application.keys.isEmpty, application.secrets.isEmpty else { return nil }
            return contradiction(
                ["keys", "secrets"],
                "An application needs keys or secrets: give patterns, such as ['app-*']."
            )
        }
    }

    private static func contradiction(_ keys: [String], _ reason: String) -> ConfigurationSection<Self>.Contradiction {
        ConfigurationSection.Contradiction(keys: keys, reason: reason)
    }

    private static func patterns(_ node: ConfigurationNode) throws(ConfigurationError) -> [GlobPattern] {
        var patterns: [GlobPattern] = []
        for item in try node.items(of: "patterns", atMost: maximumItems) {
            let accepted = "a pattern of 1 to \(GlobPattern.maximumSize) bytes, where * stands for anything"
            do throws(InvalidInput) {
                patterns.append(try GlobPattern(item.scalar ?? "", field: item.path))
            } catch {
                throw item.refusal(accepted)
            }
        }
        return patterns
    }
}
