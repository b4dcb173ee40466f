// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import TestSupport
import Testing

extension RealPrograms {
    /// Who gets how many connections, by real users of the machine.
    @Suite(.enabled("becomes other users, which only root can") { OtherUser.isPossible })
    struct SharesTests {
        private static let status = #"{"method":"io.kmsync.Daemon.GetStatus"}"#
        private static let viewers = "roles: {viewer: {users: [nobody, daemon, bin]}}\n"
        private static let daemonUser: UInt32 = 1
        private static let binUser: UInt32 = 2

        @Test func `a user gets its share and no more, and administrators get in when all others are full`() throws {
            let bounds = """
                socket: {connections: 12, connectionsPerUser: 5, connectionsKeptForAdministrators: 4}

                """
            try Site.run(configuration: bounds + Self.viewers) { site in
                let first = try OtherUser(to: site.daemon.socket, connections: 7, call: Self.status)
                #expect(first.admitted == 5)
                let second = try OtherUser(Self.daemonUser, to: site.daemon.socket, connections: 5, call: Self.status)
                #expect(second.admitted == 3, "of 12 places 4 are kept for administrators, and 5 are taken")
                for reply in first.replies.suffix(2) + second.replies.suffix(2) {
                    #expect(reply.error == "io.kmsync.Daemon.TooManyConnections", "\(reply)")
                }
                let administrators = try (0..<4).map { _ in try ControlConnection(site.daemon.socket) }
                for administrator in administrators {
                    #expect(try administrator.call("Daemon.GetStatus").status.state == "running")
                }
                let one = try site.client.fails(69, "status")
                #expect(one.contains("connections"), "\(one)")
                withExtendedLifetime((first, second)) {}
            }
        }

        @Test func `who leaves makes room`() throws {
            let bounds = "socket: {connectionsPerUser: 2}\n"
            try Site.run(configuration: bounds + Self.viewers) { site in
                for _ in 1...3 {
                    let user = try OtherUser(to: site.daemon.socket, connections: 3, call: Self.status)
                    #expect(user.admitted == 2)
                }
                let other = try OtherUser(Self.binUser, to: site.daemon.socket, connections: 2, call: Self.status)
                #expect(other.admitted == 2)
            }
        }

        @Test func `a user without a role is turned away, and a viewer sees no value`() throws {
            try Site.run(configuration: "roles: {viewer: {users: [daemon]}}\n") { site in
                try site.client("instance create hangzhou --region r")
                try site.client("secret create hangzhou s", input: bytes("hidden"))
                let call =
                    #"{"method":"io.kmsync.Secrets.GetSecretValue","parameters":{"instanceId":"hangzhou","name":"s"}}"#
                let stranger = try OtherUser(to: site.daemon.socket, call: Self.status)
                #expect(stranger.replies.first?.error == "org.varlink.service.PermissionDenied")
                let viewer = try OtherUser(Self.daemonUser, to: site.daemon.socket, call: Self.status)
                #expect(viewer.admitted == 1)
                let curious = try OtherUser(Self.daemonUser, to: site.daemon.socket, call: call)
                #expect(curious.replies.first?.error == "io.kmsync.Instances.PermissionDenied", "\(curious.replies)")
                #expect(curious.replies.first?.parameters.value == .null)
            }
        }
    }
}
