// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Glibc
import SyncModel
import Testing
import Varlink

@testable import kmsync

struct DoctorTests {
    private static func findings(
        _ change: (inout DaemonInterface.Status) -> Void = { _ in },
        instances: [InstancesInterface.Instance] = [],
        replicas: [SynchronizationInterface.Association] = [],
        faults: [FaultsInterface.Fault] = []
    ) -> [Finding] {
        var status = Fixtures.status()
        status.version = ProgramVersion.current
        status.callerRole = "viewer"
        status.time = Fixtures.ago(0)
        status.sqliteVersion = "3.40.1"
        status.files = [.init(instanceId: "a", bytes: 5 << 20, walBytes: 3 << 20)]
        change(&status)
        let answer = DaemonAnswer(status: status, instances: instances, replicas: replicas, faults: faults)
        return DaemonExamination(answer, now: Fixtures.now, socket: "/s").findings
    }

    private static func expect(
        _ findings: [Finding],
        _ level: Finding.Level,
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let lines = findings.filter { $0.level == level }.map { $0.line(Fixtures.screen()) }
        #expect(lines.contains { $0.contains(words) }, "\(findings)", sourceLocation: sourceLocation)
    }

    @Test
    func `a daemon that is well has nothing but good lines`() {
        let findings = Self.findings(replicas: [Fixtures.association()])
        #expect(
            findings.map { $0.line(Fixtures.screen()) }.joined() == """
                ok   socket: kmsyncd answers at /s: process 4711, started 3 h ago.
                ok   version: kmsync and kmsyncd are \(ProgramVersion.current).
                ok   role: you are viewer here.
                ok   daemon: it runs, with 2 instances.
                ok   clock: nothing that was recorded lies ahead of it.
                ok   files: 5120 KiB in 1 instance, write-ahead logs 3072 KiB, SQLite 3.40.1.
                ok   replica kst-beijing of kst-hangzhou: it is in sync.

                """
        )
        #expect(Diagnosis(daemon: .answers, findings: findings).exitStatus == .success)
    }

    @Test
    func `what the daemon says is wrong is told with what to do`() {
        Self.expect(Self.findings { $0.version = "9" }, .warn, "the daemon is kmsyncd 9. Install both from one package")
        Self.expect(Self.findings { $0.state = .degraded }, .fail, "an instance cannot be used")
        Self.expect(Self.findings { $0.state = .draining }, .warn, "it is stopping")
        Self.expect(Self.findings { $0.time = Fixtures.ago(90) }, .warn, "differs from this machine's by 90 s")
        Self.expect(
            Self.findings { $0.files = [.init(instanceId: "a", bytes: 1, walBytes: 300 << 20)] },
            .warn,
            "instance a: its write-ahead log has 300 MiB"
        )
        Self.expect(
            Self.findings { $0.files = [.init(instanceId: "a", bytes: 1, walBytes: 1, fault: "It is damaged.")] },
            .fail,
            "instance a: it cannot be used: It is damaged."
        )
    }

    @Test
    func `of what an older daemon does not say nothing is made up`() {
        let findings = Self.findings { status in
            status.callerRole = nil
            status.time = nil
            status.sqliteVersion = nil
            status.files = nil
        }
        #expect(findings.allSatisfy { $0.level == .ok } && !findings.contains { $0.subject == "files" })
    }

    @Test
    func `a clock that was set back is seen by what lies ahead of it`() {
        var instance = Fixtures.instance("kst-hangzhou", .primary)
        instance.createdAt = Fixtures.ago(-3600)
        Self.expect(Self.findings(instances: [instance]), .fail, "clock: it was set back")
    }

    @Test
    func `a quota that is nearly used up is told in time`() {
        let findings = Self.findings(instances: [Fixtures.instance("kst-hangzhou", .primary)])
        Self.expect(
            findings,
            .warn,
            "it holds 118 of at most 118 secrets. Raise it: `kmsync instance quota kst-hangzhou"
        )
        #expect(!findings.contains { $0.message.contains("key") && $0.level == .warn })
    }

    @Test
    func `each replica is told as status judges it, with its causes`() {
        let paused = Self.findings(replicas: [Fixtures.association(state: .paused, lag: 7)])
        Self.expect(paused, .warn, "it is paused (disk swap), and lags 7 s. `kmsync replica resume")
        let busy = Fixtures.association(
            lag: 0.5,
            counts: .init(pending: 3, inProgress: 1, inSync: 9, failed: 0, unknown: 0, detached: 0)
        )
        Self.expect(Self.findings(replicas: [busy]), .ok, "with 4 resources outstanding, and lags 0.5 s")
        var late = busy
        late.lagSeconds = 90
        Self.expect(Self.findings(replicas: [late]), .warn, "shows what is outstanding")
        let cut = Fixtures.association(connection: .backingOff, cause: .replicaUnreachable, lag: 95)
        let findings = Self.findings(replicas: [cut])
        Self.expect(findings, .fail, "it is active, backing_off")
        Self.expect(findings, .fail, "replica_unreachable: No connection to the replica. Check the network")
        let over = Self.findings(replicas: [Fixtures.association(state: .disassociated, connection: .down, lag: nil)])
        Self.expect(over, .ok, "disassociated, for good")
    }

    @Test
    func `a rehearsed fault is not forgotten`() {
        let findings = Self.findings(faults: [.init(replicaInstanceId: "kst-beijing", outage: true)])
        Self.expect(findings, .warn, "`kmsync fault clear kst-beijing`")
    }

    @Test
    func `the exit status says how bad it is, and first of all whether the daemon is there`() {
        func status(_ contact: Diagnosis.Contact, _ findings: Finding...) -> kmsync.ExitStatus {
            Diagnosis(daemon: contact, findings: findings).exitStatus
        }
        #expect(status(.answers, .ok("a", "b")) == .success)
        #expect(status(.answers, .ok("a", "b"), .warn("a", "b", "c")) == .falsehood)
        #expect(status(.answers, .warn("a", "b", "c"), .fail("a", "b", "c")) == .partial)
        #expect(status(.unreachable, .ok("a", "b")) == .unreachable)
        #expect(status(.notPermitted, .ok("a", "b")) == .notPermitted)
    }

    @Test(arguments: [
        (ENOENT, Diagnosis.Contact.unreachable, "does not run"), (ECONNREFUSED, .unreachable, "left over"),
        (EACCES, .notPermitted, "may not open"), (ENOTSOCK, .unreachable, "no socket of kmsyncd"),
        (EMFILE, .unreachable, "Too many open files"), (EAGAIN, .unreachable, "takes no connections"),
    ])
    func `what is wrong with the socket is told apart`(number: Int32, contact: Diagnosis.Contact, words: String) {
        let error = VarlinkClientError.cannotConnect(path: "/s", errno: number)
        let (found, finding) = SocketExamination(path: "/s").finding(after: error)
        #expect(found == contact && finding.level == .fail && finding.message.contains(words))
        #expect(finding.remedy?.isEmpty == false)
    }

    @Test
    func `a daemon that gives no usable answer is not taken for one that is gone`() {
        for number in [ENOENT, ECONNREFUSED] {
            #expect(!SocketExamination.isUp(after: VarlinkClientError.cannotConnect(path: "/s", errno: number)))
        }
        let errors: [any Error] = [
            VarlinkClientError.timedOut, VarlinkClientError.cannotConnect(path: "/s", errno: EAGAIN),
            VarlinkClientError.cannotConnect(path: "/s", errno: EACCES), VarlinkError.permissionDenied,
        ]
        for error in errors {
            #expect(SocketExamination.isUp(after: error), "\(error)")
            let (_, finding) = SocketExamination(path: "/s").finding(after: error)
            #expect(finding.remedy?.contains("systemctl start") == false, "\(finding)")
        }
    }

    @Test
    func `what the daemon said before it failed is not lost`() throws {
        var status = Fixtures.status()
        status.state = .degraded
        var association = Fixtures.association()
        association.state = .paused
        let replies = [
            DaemonInterface.GetStatus.name: try Self.text(DaemonInterface.GetStatus.Reply(status: status)),
            SynchronizationInterface.ListReplicas.name: try Self.text(
                SynchronizationInterface.ListReplicas.Reply(replicas: [association])
            ),
        ]
        let daemon = try ScriptedDaemon { call in
            replies[call.method].map { .reply($0) } ?? .error(.internalError(reference: "r-17"))
        }
        defer { daemon.stop() }
        let run = try ClientRun(["doctor", "--socket", daemon.path])
        for words in ["r-17", "an instance cannot be used", "replica kst-beijing of kst-hangzhou"] {
            #expect(run.text.contains(words), "\(run.text)")
        }
        #expect(run.status == 2)
    }

    private static func text(_ reply: some Encodable) throws -> String {
        String(decoding: try JSONObject.encode(reply), as: UTF8.self)
    }

    @Test
    func `who holds a lock is read from the kernel's table`() {
        var file = stat()
        file.st_dev = 0xFE01
        file.st_ino = 12345
        let others = "1: POSIX  ADVISORY  WRITE 7 fe:01:12345 0 EOF\n2: FLOCK  ADVISORY  WRITE 8 fe:01:1234 0 EOF\n"
        #expect(LockTable.holder(of: file, in: others) == nil)
        #expect(LockTable.holder(of: file, in: others + "3: FLOCK  ADVISORY  WRITE 4711 fe:01:12345 0 EOF\n") == 4711)
        #expect(LockTable.holder(of: file, in: others + "3: FLOCK  ADVISORY  WRITE -1 fe:01:12345 0 EOF\n") == 0)
        let waiting =
            "4: FLOCK  ADVISORY  WRITE 11 fe:01:12345 0 EOF\n4: -> FLOCK  ADVISORY  WRITE 12 fe:01:12345 0 EOF\n"
        #expect(LockTable.holder(of: file, in: waiting) == 11)
    }

    @Test(arguments: [
        (["LoadState": "not-found"], nil, Finding.Level.warn), (["LoadState": "not-found"], 7, .ok),
        (["LoadState": "loaded", "ActiveState": "active", "MainPID": "7"], 7, .ok),
        (["LoadState": "loaded", "ActiveState": "active", "MainPID": "8"], 7, .warn),
        (["LoadState": "loaded", "ActiveState": "failed", "Result": "exit-code"], nil, .fail),
        (["LoadState": "loaded", "ActiveState": "activating", "SubState": "auto-restart"], nil, .fail),
        (["LoadState": "loaded", "ActiveState": "reloading", "MainPID": "7"], 7, .ok),
        (["LoadState": "loaded", "ActiveState": "inactive", "UnitFileState": "disabled"], nil, .warn),
    ])
    func `the state of the unit is judged together with who answers`(
        unit: [String: String],
        daemonID: Int?,
        level: Finding.Level
    ) {
        #expect(UnitExamination(daemonID: daemonID).finding(unit).level == level)
    }

    @Test
    func `a program that is run is read to its end, and one that is not there is told so`() throws {
        let shell = try #require(InstalledProgram.find("sh"))
        let outcome = try #require(InstalledProgram.run(shell, ["-c", "echo out; echo err >&2; exit 3"]))
        #expect(outcome.status == 3 && outcome.output == "out\n" && outcome.messages == "err\n")
        #expect(InstalledProgram.find("no-such-program-anywhere") == nil)
        #expect(InstalledProgram.run("/no/such/program", [])?.status ?? 127 == 127)
    }
}
