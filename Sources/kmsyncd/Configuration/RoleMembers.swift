// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer

/// Users and groups by their names, or by their numbers in digits.
struct RoleMembers: Sendable, Equatable {
    /// Most names of a list.
    static let maximumNames = 256

    /// Users.
    var users: [String] = []
    /// Groups.
    var groups: [String] = []

    /// The keys of a role.
    static func section(_ accounts: AccountDirectory) -> ConfigurationSection<Self> {
        ConfigurationSection([
            .value("users", \.users) { node throws(ConfigurationError) in try names(node, .user, accounts) },
            .value("groups", \.groups) { node throws(ConfigurationError) in try names(node, .group, accounts) },
        ])
    }

    /// Reads a list of names, each of which has to be one of the system's.
    static func names(
        _ node: ConfigurationNode,
        _ kind: AccountDirectory.Kind,
        _ accounts: AccountDirectory
    ) throws(ConfigurationError) -> [String] {
        var names: [String] = []
        for item in try node.items(of: "\(kind.rawValue)s", atMost: maximumNames) {
            guard let name = item.scalar else { throw item.refusal("the name of a \(kind.rawValue)") }
            let number: UInt32?
            do throws(AccountDirectory.Failure) {
                number = try accounts.number(of: name, kind)
            } catch {
                throw item.error(error.description)
            }
            guard number != nil else {
                throw item.error("There is no \(kind.rawValue) '\(name)': create it, or correct the name.")
            }
            names.append(name)
        }
        return names
    }

    /// The same by numbers; who is not there is left out.
    func principals(_ accounts: AccountDirectory) throws(ConfigurationError) -> Principals {
        Principals(
            users: try Self.numbers(users, .user, accounts),
            groups: try Self.numbers(groups, .group, accounts)
        )
    }

    private static func numbers(
        _ names: [String],
        _ kind: AccountDirectory.Kind,
        _ accounts: AccountDirectory
    ) throws(ConfigurationError) -> Set<UInt32> {
        var numbers: Set<UInt32> = []
        for name in names {
            do throws(AccountDirectory.Failure) {
                if let number = try accounts.number(of: name, kind) { numbers.insert(number) }
            } catch {
                throw ConfigurationError(file: "roles", reason: error.description)
            }
        }
        return numbers
    }
}
