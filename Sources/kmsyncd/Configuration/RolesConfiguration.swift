// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer

/// Who may do what: users and groups by their names.
struct RolesConfiguration: Sendable, Equatable {
    /// May do everything, like root.
    var administrator = RoleMembers(groups: ["kmsync"])
    /// May pause, resume, retry and verify.
    var `operator` = RoleMembers(groups: ["kmsync-operator"])
    /// May look at everything but values.
    var viewer = RoleMembers(groups: ["kmsync-viewer"])
    /// May use named keys and read named secrets.
    var applications: [ApplicationConfiguration] = []

    /// The keys of `roles`.
    static func section(_ accounts: AccountDirectory) -> ConfigurationSection<Self> {
        ConfigurationSection([
            .section("administrator", \.administrator, RoleMembers.section(accounts)),
            .section("operator", \.operator, RoleMembers.section(accounts)),
            .section("viewer", \.viewer, RoleMembers.section(accounts)),
            .list(
                "applications",
                \.applications,
                of: "applications",
                atMost: ApplicationConfiguration.maximumItems,
                startingFrom: ApplicationConfiguration(),
                ApplicationConfiguration.section(accounts)
            ),
        ])
    }

    /// The same by numbers, as the system has them now.
    ///
    /// A name that nobody has is left out: those that the file gives were looked up when it was read, and the groups of
    /// the defaults need not be there. Throws when the accounts of the system cannot be read.
    func policy(_ accounts: AccountDirectory = .system) throws(ConfigurationError) -> AccessPolicy {
        AccessPolicy(
            administrators: try administrator.principals(accounts),
            operators: try self.operator.principals(accounts),
            viewers: try viewer.principals(accounts),
            grants: try grants(accounts)
        )
    }

    private func grants(_ accounts: AccountDirectory) throws(ConfigurationError) -> [ApplicationGrant] {
        var grants: [ApplicationGrant] = []
        for application in applications { grants += try application.grants(accounts) }
        return grants
    }
}
