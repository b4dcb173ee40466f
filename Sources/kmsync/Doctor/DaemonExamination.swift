// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// What is wrong by what the daemon says of itself.
struct DaemonExamination {
    /// A write-ahead log beyond this is not being emptied.
    private static let largestLog = 256 << 20
    /// Who is further behind than this, in seconds, does more than follow.
    private static let longLag = 60.0
    /// Clocks of one machine do not differ; a socket that is forwarded may cross to another.
    private static let clockTolerance: Duration = .seconds(2)

    private let status: DaemonInterface.Status
    private let answer: DaemonAnswer
    private let now: Timestamp
    private let socket: String

    init(_ answer: DaemonAnswer, now: Timestamp, socket: String) {
        status = answer.status
        self.answer = answer
        self.now = now
        self.socket = socket
    }

    var findings: [Finding] {
        [contact, version, role, state, clock] + files + quotas + answer.replicas.flatMap(replica) + faults
    }

    private var contact: Finding {
        let screen = Screen(color: false, legend: false, now: now)
        return .ok(
            "socket",
            "kmsyncd answers at \(socket): process \(status.pid), started \(screen.time(status.startedAt))"
        )
    }

    private var version: Finding {
        guard status.version == ProgramVersion.current else {
            return .warn(
                "version",
                "this is kmsync \(ProgramVersion.current), and the daemon is kmsyncd \(status.version)",
                "install both from one package, then restart the older one: `systemctl restart kmsyncd`"
            )
        }
        return .ok("version", "kmsync and kmsyncd are \(status.version)")
    }

    private var role: Finding {
        .ok("role", "you are \(status.callerRole.map { "\($0) here" } ?? "permitted to look")")
    }

    private var state: Finding {
        switch status.state {
        case .running: .ok("daemon", "it runs, with \(counted(status.instances, "instance"))")
        case .starting: .warn("daemon", "it is still starting", "repeat this in a moment")
        case .draining: .warn("daemon", "it is stopping", "`systemctl status kmsyncd` says whether that is meant")
        case .degraded:
            .fail("daemon", "it serves, and an instance cannot be used", "see the instances below")
        }
    }

    /// Times that the daemon wrote and that lie ahead tell of a clock that was set back.
    private var clock: Finding {
        if let there = status.time.flatMap(Timestamp.init(rfc3339:)) {
            let difference = there.since(now)
            if max(difference, .zero - difference) > Self.clockTolerance {
                return .warn(
                    "clock",
                    "the daemon's clock differs from this machine's by \(RelativeTime.length(abs(difference.inSeconds)))",
                    "set both by NTP (`timedatectl`)"
                )
            }
        }
        let written =
            answer.instances.map(\.createdAt)
            + answer.replicas.flatMap { [$0.lastContactAt, $0.lastSuccessAt] }
            .compactMap { $0 }
        let newest = written.compactMap(Timestamp.init(rfc3339:)).max()
        if let newest, newest.since(now) > Self.clockTolerance {
            return .fail(
                "clock",
                "it was set back: something was recorded on \(newest), which lies ahead",
                "set the clock by NTP (`timedatectl`): ages and waiting times are wrong until then"
            )
        }
        return .ok("clock", "nothing that was recorded lies ahead of it")
    }

    private var files: [Finding] {
        // An older daemon does not tell of its files.
        guard let files = status.files else { return [] }
        var findings = files.compactMap(fault)
        for file in files where file.walBytes > Self.largestLog {
            findings.append(
                .warn(
                    "instance \(file.instanceId)",
                    "its write-ahead log has \(Self.size(file.walBytes)), which is not written back",
                    "look for a full disk, or a program of another that has the file open (`fuser`); a restart empties it"
                )
            )
        }
        guard findings.isEmpty else { return findings }
        let bytes = Self.size(files.reduce(0) { $0 + $1.bytes })
        let log = Self.size(files.reduce(0) { $0 + $1.walBytes })
        let library = status.sqliteVersion.map { ", SQLite \($0)" } ?? ""
        return [.ok("files", "\(bytes) in \(counted(files.count, "instance")), write-ahead logs \(log)\(library)")]
    }

    private func fault(_ file: DaemonInterface.InstanceFile) -> Finding? {
        file.fault.map {
            .fail(
                "instance \(file.instanceId)",
                "it cannot be used: \($0)",
                "`journalctl -u kmsyncd` says more; put its file right or restore it, then restart the daemon"
            )
        }
    }

    private var quotas: [Finding] {
        answer.instances.filter { $0.role != .frozen }.flatMap { instance in
            [("key", instance.keyQuota), ("secret", instance.secretQuota)].compactMap { kind, quota in
                guard quota.used > 0, quota.used >= quota.limit - quota.limit / 20 else { return nil }
                return .warn(
                    "instance \(instance.instanceId)",
                    "it holds \(quota.used) of at most \(counted(quota.limit, kind))",
                    "raise it: `kmsync instance quota \(instance.instanceId) --\(kind)-quota N`"
                        + (instance.role == .primary ? ", at its replicas first" : "")
                )
            }
        }
    }

    private func replica(_ replica: SynchronizationInterface.Association) -> [Finding] {
        let (primary, id) = (replica.primaryInstanceId, replica.replicaInstanceId)
        let subject = "replica \(id) of \(primary)"
        switch StatusReport.verdict(on: replica) {
        case .success:
            let isOver = replica.state == .disassociated
            return [.ok(subject, isOver ? "it is disassociated, for good" : "it is in sync")]
        case .falsehood where replica.state == .paused:
            let reason = replica.pausedReason.map { " (\($0))" } ?? ""
            let resume = "`kmsync replica resume \(primary) \(id)` ends the pause"
            return [.warn(subject, "it is paused\(reason), and lags \(RelativeTime.lag(replica.lagSeconds))", resume)]
        case .falsehood:
            let outstanding = counted(replica.counts.pending + replica.counts.inProgress, "resource")
            let message = "it is \(replica.state.rawValue), with \(outstanding) outstanding, and lags "
            let finding = message + RelativeTime.lag(replica.lagSeconds)
            guard replica.lagSeconds ?? 0 > Self.longLag else { return [.ok(subject, finding)] }
            return [
                .warn(subject, finding, "`kmsync resource list \(primary) --replica \(id)` shows what is outstanding")
            ]
        default:
            let screen = Screen(color: false, legend: false, now: now)
            let message =
                "it is \(replica.state.rawValue), \(replica.connection.rawValue): \(CountsText.text(replica.counts))"
            let explain = "`kmsync resource explain \(primary) \(id) RESOURCE` says why one is where it is"
            return [.fail(subject, message, explain)]
                // Each with its own remedy in it.
                + ReplicaTable.causes(replica, screen).map {
                    Finding(level: .fail, subject: subject, message: $0, remedy: nil)
                }
        }
    }

    private var faults: [Finding] {
        answer.faults.map { fault in
            .warn(
                "replica \(fault.replicaInstanceId)",
                "a rehearsed fault is set on the link to it",
                "`kmsync fault clear \(fault.replicaInstanceId)` ends it"
            )
        }
    }

    /// `12 MiB`.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<(10 << 10): "\(bytes) bytes"
        case ..<(10 << 20): "\(bytes >> 10) KiB"
        case ..<(10 << 30): "\(bytes >> 20) MiB"
        default: "\(bytes >> 30) GiB"
        }
    }
}
