// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing
import Varlink

/// A daemon with a primary and its replicas, and a client of it.
struct Site {
    static let primary = "hangzhou"
    static let replicas = ["beijing", "shanghai", "shenzhen"]

    /// The defaults wait as an operator wants it; a test wants to see what comes after the wait.
    static let impatient = """
        replication:
          retryBaseSeconds: 0.05
          retryCapSeconds: 0.4
          breakerBaseSeconds: 0.2
          breakerCapSeconds: 0.4
          holdProbeSeconds: 0.2

        """

    let daemon: DaemonProcess
    let client: Client
    let replicas: [String]

    /// Runs a test on a daemon without instances; whatever it throws comes with the daemon's log.
    static func run(configuration: String = "", _ body: (Site) throws -> Void) throws {
        let daemon = try DaemonProcess(configuration: configuration)
        try daemon.start()
        let site = Site(daemon: daemon, client: Client(daemon), replicas: [])
        do {
            try body(site)
        } catch {
            Issue.record("The log of kmsyncd:\n\(daemon.log)")
            throw error
        }
        if daemon.id != nil { try #expect(daemon.stop() == .exited(0), "\(daemon.log)") }
        // One that was killed has no status that would tell.
        #expect(!daemon.log.contains("WARNING: ThreadSanitizer"), "\(daemon.log)")
    }

    /// Runs a test on a primary with replicas of everything in it.
    static func run(replicas count: Int, configuration: String = "", _ body: (Site) throws -> Void) throws {
        try run(configuration: configuration) { empty in
            let site = Site(daemon: empty.daemon, client: empty.client, replicas: Array(replicas.prefix(count)))
            try site.createInstances()
            for replica in site.replicas { try site.client("replica add \(primary) \(replica) --type all") }
            try body(site)
        }
    }

    func createInstances() throws {
        for id in [Site.primary] + replicas { try client("instance create \(id) --region region-\(id)") }
    }

    /// Fails where a replica shows anything else than the primary.
    func expectEqualReplicas(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let connection = try ControlConnection(daemon.socket)
        let content = try Content(of: Site.primary, over: connection)
        for replica in replicas {
            let difference = content.difference(of: try Content(of: replica, over: connection))
            #expect(difference == nil, "\(replica): \(difference ?? "")", sourceLocation: sourceLocation)
        }
    }

    /// Waits until everything that is there now is in sync.
    func wait(_ replica: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let only = replica.map { " --replica \($0)" } ?? ""
        try client("wait \(Site.primary)\(only) --timeout 30s", sourceLocation: sourceLocation)
    }

    func describe(_ replica: String) throws -> JSON {
        try client.json("replica show \(Site.primary) \(replica)").replica
    }

    /// The value of a secret.
    func value(_ name: String, at instance: String) throws -> [UInt8] { try client("secret get \(instance) \(name)") }

    /// The one row of a resource at a replica.
    func row(_ resource: String, at replica: String) throws -> JSON {
        let rows = try client.json("resource list \(Site.primary) --replica \(replica)").list
        return try #require(rows.first { $0.resourceId == .text(resource) }, "\(resource) is not listed")
    }

    /// Asks again whenever something happens at the daemon, until the answer is yes; throws when it never is.
    func eventually(_ what: String, _ condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + DaemonProcess.patience
        while ContinuousClock.now < deadline {
            // Subscribed before it is asked, so that what happens in between is not missed.
            let events = try VarlinkClient(path: daemon.socket)
            try events.send("io.kmsync.Monitor.Subscribe", mode: .more)
            try events.flush()
            if try condition() { return }
            do {
                _ = try events.receive(timeout: .milliseconds(100))
            } catch VarlinkClientError.timedOut {
                // Not everything is an event: lag grows in silence.
            }
        }
        throw DaemonProcess.Failure(description: "It never came to this: \(what)")
    }
}

/// The bytes of a text, as a program is given them.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
