// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import Logging
import MetricsServer
import SyncEngine
import SyncModel
import Testing
import VarlinkServer

@testable import kmsyncd

struct ConfigurationParsingTests {
    private func parse(_ text: String) throws -> DaemonConfiguration {
        try DaemonConfiguration.parse(text, file: "k.yaml")
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "socket:\n  #path: /x\n", "{}", "log: {}\n"])
    func `what says nothing leaves the defaults`(_ text: String) throws {
        #expect(try parse(text) == DaemonConfiguration())
    }

    @Test func `every value goes where it belongs`() throws {
        let configuration = try parse(
            """
            socket: {path: /s, connections: 10, connectionsPerUser: 4, connectionsKeptForAdministrators: 2,
              pipelinedCalls: 3, frameBytes: 70000, idleSeconds: 1.5, requestSeconds: 2}
            stateDirectory: "/d"
            limits: {replicasPerPrimary: 5}
            replication: {retryBaseSeconds: 0.25, retryCapSeconds: 7, breakerFailures: 8, breakerWindowSeconds: 9,
              breakerMinimumCalls: 10, breakerBaseSeconds: 1, breakerCapSeconds: 12, holdProbeSeconds: 13,
              batchItems: 14, batchBytes: 1500, batchesInFlight: 16, connectTimeoutSeconds: 17,
              requestTimeoutSeconds: 18, heartbeatSeconds: 19, unknownAfterSeconds: 20,
              confirmationDelaySeconds: 0.001, alertAttempts: 21, alertAfterSeconds: 22}
            roles:
              administrator: {users: [root, 7], groups: []}
              operator: {groups: [root]}
            log: {level: debug}
            metrics: {listen: "127.0.0.1:9744"}
            masterKey: {requireCredential: true}
            faults: [{replica: r, latencySeconds: 0.08, jitterSeconds: 0.02, lossRatio: 0.5, failureRatio: 1,
              failureCode: replica_throttled, outage: true, requestsPerSecond: 2.5}]
            """
        )
        var expected = DaemonConfiguration()
        expected.socket.path = "/s"
        expected.socket.server.maximumConnections = 10
        expected.socket.server.maximumConnectionsForEachUser = 4
        expected.socket.server.connectionsKeptForAdministrators = 2
        expected.socket.server.maximumPipelinedCalls = 3
        expected.socket.server.maximumFrameBytes = 70_000
        expected.socket.server.idleTimeout = .milliseconds(1500)
        expected.socket.server.requestTimeout = .seconds(2)
        expected.stateDirectory = "/d"
        expected.limits.replicasPerPrimary = 5
        expected.replication = Self.policy
        expected.roles.administrator = RoleMembers(users: ["root", "7"])
        expected.roles.operator = RoleMembers(groups: ["root"])
        expected.log.level = .debug
        expected.metrics.listen = .loopbackIPv4(port: 9744)
        expected.masterKey.requiresCredential = true
        var fault = Fault()
        fault.latency = .milliseconds(80)
        fault.jitter = .milliseconds(20)
        fault.lossRatio = 0.5
        fault.failureRatio = 1
        fault.failureCode = .replicaThrottled
        fault.isOutage = true
        fault.rateLimit = 2.5
        expected.faults = [InitialFault(replica: try InstanceID("r"), fault: fault)]
        #expect(configuration == expected)
    }

    private static var policy: ReplicationPolicy {
        var policy = ReplicationPolicy()
        policy.retryBase = .milliseconds(250)
        policy.retryCap = .seconds(7)
        policy.breakerFailures = 8
        policy.breakerWindow = .seconds(9)
        policy.breakerMinimumCalls = 10
        policy.breakerBase = .seconds(1)
        policy.breakerCap = .seconds(12)
        policy.holdProbe = .seconds(13)
        policy.batchItems = 14
        policy.batchBytes = 1500
        policy.batchesInFlight = 16
        policy.connectTimeout = .seconds(17)
        policy.requestTimeout = .seconds(18)
        policy.heartbeat = .seconds(19)
        policy.unknownAfter = .seconds(20)
        policy.confirmationDelay = .milliseconds(1)
        policy.alertAttempts = 21
        policy.alertAfter = .seconds(22)
        return policy
    }

    /// Text, `LINE:COLUMN`, and a part of the reason.
    @Test(arguments: [
        ("sockets:\n  path: /x", "1:1", "'sockets' is no key at the top of the file: did you mean 'socket'?"),
        (
            "socket:\n  path: /x\n  idleSecond: 3", "3:3",
            "'idleSecond' is no key in socket: did you mean 'idleSeconds'?"
        ),
        ("limits:\n  qqqqqqqqqqq: 1", "2:3", "there are replicasPerPrimary"),
        ("log:\n  level: loud", "2:10", "log.level is 'loud': give one of trace, debug, info"),
        ("replication:\n  batchItems: 0", "2:15", "replication.batchItems is '0': give a whole number from 1 to 4096."),
        ("replication:\n  batchItems: 4097", "2:15", "from 1 to 4096"),
        ("replication:\n  batchItems: '5'", "2:15", "give a whole number"),
        ("replication:\n  batchItems: 5.5", "2:15", "give a whole number"),
        ("replication:\n  batchItems: 99999999999999999999", "2:15", "give a whole number"),
        ("replication:\n  batchItems:\n", "2:14", "is empty: give a whole number"),
        ("replication:\n  batchItems: [1]", "2:15", "is a list: give a whole number"),
        ("replication:\n  retryBaseSeconds: 5s", "2:21", "is '5s': give a number of seconds from 0.01 to 3600."),
        ("replication:\n  retryBaseSeconds: nan", "2:21", "give a number of seconds"),
        ("replication:\n  retryBaseSeconds: -1", "2:21", "give a number of seconds"),
        (
            "replication:\n  retryBaseSeconds: 400", "2:21",
            "retryBaseSeconds is greater than replication.retryCapSeconds"
        ),
        ("replication:\n  unknownAfterSeconds: 1", "2:24", "heartbeatSeconds is greater than replication.unknownAfter"),
        ("socket:\n  connections: 16", "2:16", "has to be less than socket.connections (16)"),
        ("socket: 5", "1:9", "socket is '5': give keys with values"),
        ("socket:\n  path: relative", "2:9", "socket.path is 'relative': give an absolute path of at most 107 bytes."),
        ("- a", "1:1", "The file is a list: give keys with values"),
        ("masterKey:\n  requireCredential: yes", "2:22", "masterKey.requireCredential is 'yes': give true or false."),
        (
            "metrics:\n  listen: 0.0.0.0:9744", "2:11",
            "metrics.listen is '0.0.0.0:9744': give 127.0.0.1:PORT, [::1]:PORT"
        ),
        ("metrics:\n  listen: metrics", "2:11", "or the absolute path of a Unix socket of at most 107 bytes"),
        ("log: {level: info}\nlimits: {}\nlog: {}", "1:1", "'log' stands more than once"),
        ("log:\n  level: [info", "3:1", "The YAML is broken"),
        ("log:\n\tlevel: info", "2:1", "The YAML is broken"),
        ("log: *nobody", "1:6", "The YAML is broken"),
        ("log: {}\n---\nlog: {}", "2:1", "The YAML is broken"),
        ("roles:\n  viewer:\n    users: [root, no-such-user-1]", "3:19", "There is no user 'no-such-user-1'"),
        ("roles:\n  viewer:\n    groups:\n      - no-such-group", "4:9", "There is no group 'no-such-group'"),
        ("roles:\n  viewer:\n    users: root", "3:12", "roles.viewer.users is 'root': give a list of users"),
        ("roles:\n  viewer:\n    users: [4294967295]", "3:13", "There is no user"),
        ("roles:\n  applications:\n    - {users: [root], keys: ['*']}", "3:7", "An application needs instances"),
        ("roles:\n  applications:\n    - {instances: ['*'], keys: ['*']}", "3:7", "needs users or groups"),
        ("roles:\n  applications:\n    - {users: [root], instances: [a]}", "3:7", "needs keys or secrets"),
        ("roles:\n  applications:\n    - {users: [root], instances: ['']}", "3:35", "a pattern of 1 to 256 bytes"),
        ("roles:\n  applications:\n    - {user: [root]}", "3:8", "did you mean 'users'?"),
        ("faults: [{outage: true}]", "1:10", "A fault needs a replica"),
        ("faults: [{replica: Rr}]", "1:20", "give the id of an instance"),
        ("faults: [{replica: r}, {replica: r}]", "1:9", "faults names a replica twice"),
        ("faults: [{replica: r, failureCode: name_conflict}]", "1:36", "give one of replica_unreachable"),
        ("stateDirectory: ''", "1:17", "give an absolute path"),
    ])
    func `what is wrong is named with its place and with what is accepted`(
        _ text: String,
        _ place: String,
        _ reason: String
    ) throws {
        let error = try #require(throws: ConfigurationError.self) { try parse(text) }
        #expect(error.description.hasPrefix("k.yaml:\(place): "), "\(error)")
        #expect(error.reason.contains(reason), "\(error)")
        #expect(error.reason.hasSuffix(".") || error.reason.hasSuffix("?"), "\(error)")
        #expect(error.exitStatus.rawValue == 78)
        #expect(error.fault.line == error.line)
    }

    @Test func `a character that YAML forbids is told with its line`() throws {
        let error = try #require(throws: ConfigurationError.self) { try parse("log: {}\n# \u{1}\n") }
        #expect(error.line == 2)
    }

    @Test func `a long text is not repeated whole in an error`() throws {
        let long = String(repeating: "x", count: 10_000)
        let error = try #require(throws: ConfigurationError.self) { try parse("log: {level: \(long)}") }
        #expect(error.reason.count < 300)
    }
}
