// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import Testing
import VarlinkServer

@testable import kmsyncd

struct RolesTests {
    private static let accounts = AccountDirectory { name, kind in
        switch (kind, name) {
        case (.user, "ann"): 11
        case (.group, "kmsync"): 21
        case (.group, "auditors"): 22
        case (.group, "apps"): 23
        case _: nil
        }
    }

    private func peer(_ uid: UInt32, groups: [UInt32] = []) -> Peer { Peer(uid: uid, gid: uid, pid: 1, groups: groups) }

    @Test func `names become the numbers of the system, and groups of the defaults may be missing`() throws {
        let policy = try RolesConfiguration().policy(Self.accounts)
        #expect(policy.role(of: peer(500, groups: [21])) == .administrator)
        #expect(policy.role(of: peer(500, groups: [22])) == nil)
    }

    @Test func `roles and applications are those of the file`() throws {
        let configuration = try DaemonConfiguration.parse(
            """
            roles:
              administrator: {groups: [], users: [ann]}
              viewer: {groups: [auditors, 99]}
              applications:
                - {groups: [apps], instances: [a, b-*], keys: [k], secrets: ['s/*']}
            """,
            file: "k.yaml",
            accounts: Self.accounts
        )
        let policy = try configuration.roles.policy(Self.accounts)
        #expect(policy.role(of: peer(11)) == .administrator)
        #expect(policy.role(of: peer(500, groups: [21])) == nil)
        #expect(policy.role(of: peer(500, groups: [22])) == .viewer)
        #expect(policy.role(of: peer(500, groups: [99])) == .viewer)
        #expect(policy.admission(of: peer(500, groups: [23])) == .other)
        #expect(policy.admission(of: peer(500)) == .refused)
        #expect(configuration.roles.applications[0].instances.map { $0.matches("b-x") } == [false, true])
    }

    @Test func `the accounts of this system are asked`() throws {
        #expect(try AccountDirectory.system.number(of: "root", .user) == 0)
        #expect(try AccountDirectory.system.number(of: "root", .group) == 0)
        #expect(try AccountDirectory.system.number(of: "nobody", .user) == 65_534)
        #expect(try AccountDirectory.system.number(of: "no-such-account", .user) == nil)
        #expect(try AccountDirectory.system.number(of: "no-such-account", .group) == nil)
        #expect(try AccountDirectory.system.number(of: "", .group) == nil)
        #expect(try AccountDirectory.system.number(of: "root\0x", .user) == nil)
        #expect(try AccountDirectory.system.number(of: "1234", .user) == 1234)
        #expect(try AccountDirectory.system.number(of: "4294967295", .user) == nil)
    }

    @Test func `accounts that cannot be read are an error, not an empty role`() throws {
        let broken = AccountDirectory { name, kind throws(AccountDirectory.Failure) in
            throw AccountDirectory.Failure(name: name, kind: kind, code: 5)
        }
        #expect(throws: ConfigurationError.self) { try RolesConfiguration().policy(broken) }
        let error = try #require(throws: ConfigurationError.self) {
            try DaemonConfiguration.parse("roles: {viewer: {users: [ann]}}", file: "k.yaml", accounts: broken)
        }
        #expect(error.line == 1)
        #expect(error.reason.contains("could not be looked up"))
    }
}
