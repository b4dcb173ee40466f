// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// What is wrong with the state directory, by looking and without touching anything.
struct StateExamination {
    static let standardPath = "/var/lib/kmsync"

    /// Changes are refused when the disk is full; before that a person has time.
    private static let littleSpace = 1 << 30
    private static let noSpace = 64 << 20

    let path: String
    /// The process of the daemon that answers.
    let daemonID: Int?
    /// Whether a daemon is there, whether it answers or not.
    let isUp: Bool
    /// Whether the daemon that answers says itself that it works here.
    let isToldByDaemon: Bool

    var findings: [Finding] {
        var status = stat()
        guard stat(path, &status) == 0 else { return [missing(errno)] }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return [.fail("state directory", "\(path) is no directory", "give another one to kmsyncd, or remove it")]
        }
        guard faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) == 0 else {
            let owner = "it belongs to user \(status.st_uid), mode 0\(String(status.st_mode & 0o7777, radix: 8))"
            return [
                .ok("state directory", "\(path) is not yours to look into (\(owner)); root may"), freeSpace,
            ]
        }
        return [directory(status), lock, masterKey(status), freeSpace] + leftovers
    }

    private func missing(_ number: Int32) -> Finding {
        if number == EACCES { return .ok("state directory", "\(path) is not yours to look at; root may") }
        if isUp {
            return .warn(
                "state directory",
                "\(path) is not there, and a daemon runs",
                "give the daemon's own with --state-directory"
            )
        }
        return .warn(
            "state directory",
            "there is none at \(path)",
            "the first start of kmsyncd makes it; one that is elsewhere is given with --state-directory"
        )
    }

    private func directory(_ status: stat) -> Finding {
        let mode = "0\(String(status.st_mode & 0o7777, radix: 8))"
        guard status.st_mode & 0o077 == 0 else {
            return .warn(
                "state directory",
                "\(path) has mode \(mode): others can see the names of what is in it",
                "`chmod 0700 \(path)`"
            )
        }
        let count = instances.count
        return .ok(
            "state directory",
            "\(path) belongs to user \(status.st_uid), mode \(mode), and holds \(counted(count, "instance"))"
        )
    }

    /// Who holds the lock, by proc_locks(5): trying it would keep a daemon that starts now from it.
    private var lock: Finding {
        var status = stat()
        guard stat("\(path)/lock", &status) == 0 else { return .ok("lock", "no daemon has used \(path) yet") }
        guard let holder = LockTable.holder(of: status) else {
            // Some file systems (overlayfs, btrfs) are numbered otherwise there than by stat(2).
            if isToldByDaemon { return .ok("lock", "the daemon says that it works on \(path)") }
            return isUp
                ? .warn(
                    "lock",
                    "no process holds the lock of \(path), and a daemon runs",
                    "it works on another directory"
                )
                : .ok("lock", "no daemon works on \(path)")
        }
        // A process of another namespace has no number here.
        if holder == daemonID || holder == 0 { return .ok("lock", "the daemon holds the lock of \(path)") }
        if isUp, daemonID == nil {
            return .ok(
                "lock",
                "process \(holder) holds the lock of \(path): most likely the daemon that did not answer"
            )
        }
        return .fail(
            "lock",
            "process \(holder) holds the lock of \(path), and is not what answers here",
            "`ps -fp \(holder)` shows it; it listens at another socket (--socket), or hangs: stop it before you start another"
        )
    }

    private func masterKey(_ directory: stat) -> Finding {
        let file = "\(path)/master-key"
        var status = stat()
        guard lstat(file, &status) == 0 else {
            if instances.isEmpty, !isUp {
                return .ok("master key", "no file; kmsyncd takes a credential, or makes one")
            }
            return isUp
                ? .ok("master key", "it comes as a credential: there is no file")
                : .warn(
                    "master key",
                    "there are instances and no \(file)",
                    "it has to come as a credential master-key* (`systemctl cat kmsyncd`), or from a copy of the file"
                )
        }
        let mode = status.st_mode & 0o7777
        if status.st_mode & S_IFMT != S_IFREG || mode != 0o600 || status.st_uid != directory.st_uid {
            let place = "it belongs to user \(status.st_uid), mode 0\(String(mode, radix: 8))"
            return .fail(
                "master key",
                "kmsyncd refuses \(file): \(place)",
                "make it a plain file of user \(directory.st_uid) with mode 0600, and ask who has read it"
            )
        }
        return .ok("master key", "\(file) is for its owner alone; keep a copy elsewhere")
    }

    private var freeSpace: Finding {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            return .warn("space", "the free space of \(path) is not known", "look with `df \(path)`")
        }
        let free = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        let text = "\(DaemonExamination.size(free)) free where \(path) is"
        if free < Self.noSpace || status.f_favail == 0 && status.f_files > 0 {
            return .fail("space", text, "changes are refused without space: free some; service resumes by itself")
        }
        return free < Self.littleSpace
            ? .warn("space", text, "free some before changes are refused") : .ok("space", text)
    }

    /// What a crash left, and who would clear it away.
    private var leftovers: [Finding] {
        guard !isUp else { return [] }
        let interrupted = names.filter { $0.hasSuffix(".sqlite.new") || $0.hasSuffix(".sqlite.released") }
        let unclean = names.filter { $0.hasSuffix(".sqlite-wal") && size("instances/\($0)") > 0 }
        var findings: [Finding] = []
        if !interrupted.isEmpty {
            let message = "a creation or release was interrupted: \(listed(interrupted))"
            findings.append(.ok("files", "\(message); cleared away at the next start"))
        }
        if !unclean.isEmpty {
            let message =
                "the daemon did not stop by itself the last time: \(counted(unclean.count, "instance")) to recover"
            findings.append(.ok("files", "\(message), which the next start does"))
        }
        return findings
    }

    private var instances: [String] { names.filter { $0.hasSuffix(".sqlite") } }

    private var names: [String] {
        guard let directory = opendir("\(path)/instances") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.first != "." { names.append(name) }
        }
        return names.sorted()
    }

    private func size(_ name: String) -> Int {
        var status = stat()
        return stat("\(path)/\(name)", &status) == 0 ? Int(status.st_size) : 0
    }
}
