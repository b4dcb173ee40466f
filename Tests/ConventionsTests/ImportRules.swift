// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What each target may import: the table of docs/ARCHITECTURE.md, system modules included.
///
/// The compiler keeps what Package.swift declares; system modules need no declaration, so only this keeps them out.
enum ImportRules {
    /// The targets that hold no system module but the standard library.
    static let pureTargets: Set<String> = ["SyncModel", "KeyManagement", "SyncEngine", "Simulator"]

    static let bannedInPureTargets: Set<String> = [
        "Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Logging",
    ]

    static let allowed: [String: Set<String>] = [
        "SyncModel": ["Synchronization"],
        "KeyManagement": ["SyncModel"],
        "SyncEngine": ["SyncModel"],
        "Simulator": ["SyncModel", "KeyManagement", "SyncEngine"],
        "SyncRuntime": ["SyncModel", "SyncEngine", "Dispatch", "Glibc", "Synchronization"],
        "KeyVault": ["SyncModel", "Crypto", "CryptoExtras", "FoundationEssentials", "Glibc", "Synchronization"],
        "InstanceStore": [
            "SyncModel", "KeyManagement", "SyncEngine", "KeyVault", "CSQLite", "GRDB", "GRDBSQLite", "Dispatch",
            "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
        ],
        "ReplicaLink": [
            "SyncModel", "SyncEngine", "KeyVault", "Dispatch", "FoundationEssentials", "Glibc", "Synchronization",
        ],
        "Varlink": ["FoundationEssentials", "Glibc", "Synchronization"],
        "VarlinkServer": [
            "Varlink", "CLinux", "NIOCore", "NIOPosix", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch",
        ],
        "ControlAPI": ["Varlink", "SyncModel", "FoundationEssentials"],
        "ControlServer": [
            "ControlAPI", "Varlink", "VarlinkServer", "SyncModel", "KeyManagement", "SyncEngine",
            "FoundationEssentials",
            "Synchronization",
        ],
        "OpenMetrics": ["CoreMetrics", "Glibc", "Synchronization"],
        "MetricsServer": [
            "OpenMetrics", "VarlinkServer", "NIOCore", "NIOPosix", "NIOHTTP1", "Dispatch", "Glibc", "Synchronization",
        ],
        "SyncMetrics": ["SyncModel", "SyncEngine", "OpenMetrics", "CoreMetrics", "Synchronization"],
        "Systemd": ["CSystemd", "Logging", "Glibc", "Synchronization"],
        "SecretImport": ["Yams", "FoundationEssentials"],
        "kmsyncd": [
            "SyncModel", "KeyManagement", "SyncEngine", "SyncRuntime", "KeyVault", "InstanceStore", "ReplicaLink",
            "Varlink", "VarlinkServer", "ControlAPI", "ControlServer", "OpenMetrics", "MetricsServer", "SyncMetrics",
            "Systemd", "ArgumentParser", "Logging", "Yams", "Dispatch", "Foundation", "FoundationEssentials", "Glibc",
            "Synchronization",
        ],
        // The folder Benchmarks/driver: the program kmsync-bench.
        "driver": [
            "ControlAPI", "Varlink", "SyncModel", "ArgumentParser", "Foundation", "FoundationEssentials", "Glibc",
            "Synchronization",
        ],
        "kmsync-sim": ["Simulator", "ArgumentParser", "Yams", "Foundation"],
        "kmsync": [
            "ControlAPI", "Varlink", "SyncModel", "SecretImport", "ArgumentParser", "FoundationEssentials", "Glibc",
            "Synchronization",
        ],
    ]

    static func pureImports(_ file: SourceFile) -> [Finding] {
        guard !file.isTest, pureTargets.contains(file.target) else { return [] }
        return imports(file).filter { bannedInPureTargets.contains($0.module) }.map {
            file.finding($0.line, "\(file.target) is pure: it does not import \($0.module)")
        }
    }

    static func allowedImports(_ file: SourceFile) -> [Finding] {
        if file.isTest { return [] }
        guard let row = allowed[file.target] else {
            return [file.finding(1, "the target \(file.target) has no row in ImportRules.allowed")]
        }
        return imports(file).filter { !row.contains($0.module) }.map {
            file.finding($0.line, "\(file.target) may not import \($0.module)")
        }
    }

    private static func imports(_ file: SourceFile) -> [(module: String, line: Int)] {
        let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
        return file.positions(of: "import").map { place in
            let next = file.text(at: place + 1)
            return (kinds.contains(next) ? file.text(at: place + 2) : next, file.tokens[place].line)
        }
    }
}
