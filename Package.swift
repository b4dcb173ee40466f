// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import PackageDescription

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

// In dependency order: what a target may import is a rule that the compiler keeps (docs/ARCHITECTURE.md).
let package = Package(
    name: "kmsync",
    products: [
        .executable(name: "kmsyncd", targets: ["kmsyncd"]),
        .executable(name: "kmsync", targets: ["kmsync"]),
        .executable(name: "kmsync-sim", targets: ["kmsync-sim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The inward core: values, rules, and the replication state machines.
        .target(name: "SyncModel"),
        .target(name: "KeyManagement", dependencies: ["SyncModel"]),
        .target(name: "SyncEngine", dependencies: ["SyncModel"]),

        // Motion and effects.
        .target(name: "SyncRuntime", dependencies: ["SyncModel", "SyncEngine"]),
        .target(name: "KeyVault", dependencies: ["SyncModel", crypto, cryptoExtras]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "InstanceStore",
            dependencies: ["SyncModel", "KeyManagement", "SyncEngine", "KeyVault", "CSQLite", grdb, sqlite]
        ),
        .target(name: "ReplicaLink", dependencies: ["SyncModel", "SyncEngine", "KeyVault"]),

        // The control socket: a protocol that knows nothing of this project, and what we say over it.
        .target(name: "Varlink"),
        .target(name: "CLinux"),
        .target(name: "VarlinkServer", dependencies: ["Varlink", "CLinux", nioCore, nioPosix]),
        .target(name: "ControlAPI", dependencies: ["Varlink", "SyncModel"], exclude: ["Interfaces"]),
        .target(
            name: "ControlServer",
            dependencies: ["ControlAPI", "Varlink", "VarlinkServer", "SyncModel", "KeyManagement", "SyncEngine"]
        ),

        // Metrics: a format that knows nothing of this project, its listener, and what we measure.
        .target(name: "OpenMetrics", dependencies: [metrics]),
        .target(
            name: "MetricsServer",
            dependencies: ["OpenMetrics", "VarlinkServer", nioCore, nioPosix, nioHTTP]
        ),
        .target(name: "SyncMetrics", dependencies: ["SyncModel", "SyncEngine", "OpenMetrics", metrics]),

        // The host.
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "Systemd", dependencies: ["CSystemd", logging]),
        .target(name: "SecretImport", dependencies: [yams]),

        // The programs: wiring only.
        .executableTarget(
            name: "kmsyncd",
            dependencies: [
                "SyncModel", "KeyManagement", "SyncEngine", "SyncRuntime", "KeyVault", "InstanceStore", "ReplicaLink",
                "Varlink", "VarlinkServer", "ControlAPI", "ControlServer", "OpenMetrics", "MetricsServer",
                "SyncMetrics", "Systemd", argumentParser, logging, yams,
            ]
        ),
        .executableTarget(
            name: "kmsync",
            dependencies: ["ControlAPI", "Varlink", "SyncModel", "SecretImport", argumentParser]
        ),

        // The rehearsal: the same core under virtual time.
        .target(name: "Simulator", dependencies: ["SyncModel", "KeyManagement", "SyncEngine"]),
        .executableTarget(name: "kmsync-sim", dependencies: ["Simulator", argumentParser, yams]),

        // Measures the programs from outside (make bench); not installed. Its limits in C are no target: the Makefile builds them.
        .executableTarget(
            name: "kmsync-bench",
            dependencies: ["ControlAPI", "Varlink", "SyncModel", argumentParser],
            path: "Benchmarks/driver"
        ),

        // What tests of several targets need.
        .target(name: "TestSupport", dependencies: ["SyncEngine", "SyncModel", "Varlink"], path: "Tests/Support"),

        // Tests mirror the sources; Integration drives the real binaries.
        .testTarget(name: "SyncModelTests", dependencies: ["SyncModel"]),
        .testTarget(name: "KeyManagementTests", dependencies: ["KeyManagement", "SyncModel"]),
        .testTarget(name: "SyncEngineTests", dependencies: ["SyncEngine", "SyncModel"]),
        .testTarget(
            name: "SyncRuntimeTests",
            dependencies: ["SyncRuntime", "SyncEngine", "SyncModel", "TestSupport"]
        ),
        .testTarget(name: "KeyVaultTests", dependencies: ["KeyVault", "SyncModel", crypto]),
        .testTarget(
            name: "InstanceStoreTests",
            dependencies: ["InstanceStore", "KeyManagement", "SyncEngine", "KeyVault", "SyncModel", grdb]
        ),
        .testTarget(
            name: "ReplicaLinkTests",
            dependencies: [
                "ReplicaLink", "SyncRuntime", "InstanceStore", "KeyManagement", "SyncEngine", "KeyVault", "SyncModel",
                "TestSupport", grdb,
            ]
        ),
        .testTarget(name: "VarlinkTests", dependencies: ["Varlink"]),
        .testTarget(name: "VarlinkServerTests", dependencies: ["VarlinkServer", "Varlink", "TestSupport"]),
        .testTarget(name: "ControlAPITests", dependencies: ["ControlAPI", "Varlink", "SyncModel"]),
        .testTarget(
            name: "ControlServerTests",
            dependencies: [
                "ControlServer", "ControlAPI", "Varlink", "VarlinkServer", "KeyManagement", "SyncEngine", "SyncModel",
            ]
        ),
        .testTarget(name: "OpenMetricsTests", dependencies: ["OpenMetrics", "TestSupport", metrics]),
        .testTarget(name: "MetricsServerTests", dependencies: ["MetricsServer", "OpenMetrics", "TestSupport"]),
        .testTarget(
            name: "SyncMetricsTests",
            dependencies: ["SyncMetrics", "OpenMetrics", "SyncEngine", "SyncModel", "TestSupport"]
        ),
        .testTarget(name: "SystemdTests", dependencies: ["Systemd", "TestSupport", logging]),
        .testTarget(name: "SecretImportTests", dependencies: ["SecretImport"]),
        .testTarget(
            name: "ClientTests",
            dependencies: ["kmsync", "ControlAPI", "Varlink", "SyncModel", argumentParser]
        ),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "kmsyncd", "KeyManagement", "KeyVault", "InstanceStore", "ControlServer", "VarlinkServer",
                "MetricsServer",
                "SyncEngine",
                "SyncModel", "Systemd", "TestSupport", logging, argumentParser,
            ]
        ),
        .testTarget(name: "SimulatorTests", dependencies: ["Simulator"]),
        .testTarget(name: "ConventionsTests"),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["Varlink", "TestSupport"],
            exclude: ["Clock", "Python", "Metrics/kmsync.rules.test.yml"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
}

// `make tsan`: the modules are compiled as they are, but what they import as Synchronization is a mutex that the thread
// sanitizer sees; docs/decisions/0019-thread-sanitizer.md says why.
if Context.environment["KMSYNC_SANITIZE_THREAD"] != nil {
    package.targets.append(.testTarget(name: "ThreadSanitizerTests", swiftSettings: [.treatAllWarnings(as: .error)]))
    for target in package.targets where target.type != .system && !["CLinux", "CSQLite"].contains(target.name) {
        target.dependencies.append("VisibleLocks")
        target.swiftSettings?.append(.unsafeFlags(["-module-alias", "Synchronization=VisibleLocks"]))
    }
    package.targets.append(
        .target(name: "VisibleLocks", path: "Tests/VisibleLocks", swiftSettings: [.treatAllWarnings(as: .error)])
    )
}
