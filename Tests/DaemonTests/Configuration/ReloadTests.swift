// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import kmsyncd

struct ReloadTests {
    private let old = DaemonConfiguration()

    @Test func `roles and the level of the log take effect with a reload`() throws {
        let new = try DaemonConfiguration.parse(
            "roles: {viewer: {users: [root]}, applications: [{users: [root], instances: [a], keys: [b]}]}\nlog: {level: error}",
            file: "k.yaml"
        )
        #expect(new != old)
        #expect(new.changesNeedingRestart(from: old).isEmpty)
    }

    @Test(arguments: [
        ("socket: {path: /x}", ["socket.path"]),
        ("stateDirectory: /x", ["stateDirectory"]),
        (
            "socket: {idleSeconds: 1, connections: 99}\nlimits: {replicasPerPrimary: 4}",
            ["socket.connections", "socket.idleSeconds", "limits.replicasPerPrimary"]
        ),
        (
            "replication: {retryBaseSeconds: 2}\nmasterKey: {requireCredential: true}",
            ["replication.retryBaseSeconds", "masterKey.requireCredential"]
        ),
        ("faults: [{replica: r, outage: true}]", ["faults"]),
        ("metrics: {listen: /x}", ["metrics.listen"]),
        ("socket: {path: /run/kmsync/io.kmsync}", []),
    ])
    func `what needs a restart is named`(_ text: String, _ keys: [String]) throws {
        let new = try DaemonConfiguration.parse(text, file: "k.yaml")
        #expect(new.changesNeedingRestart(from: old) == keys)
        #expect(old.changesNeedingRestart(from: new) == keys)
    }
}
