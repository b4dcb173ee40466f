// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine

extension ReplicationPolicy {
    /// The keys of `replication`; times are in seconds.
    static var section: ConfigurationSection<Self> {
        ConfigurationSection([
            .seconds("retryBaseSeconds", \.retryBase, in: 0.01...3600),
            .seconds("retryCapSeconds", \.retryCap, in: 0.01...86_400),
            .integer("breakerFailures", \.breakerFailures, in: 1...1000),
            .seconds("breakerWindowSeconds", \.breakerWindow, in: 1...3600),
            .integer("breakerMinimumCalls", \.breakerMinimumCalls, in: 1...10_000),
            .seconds("breakerBaseSeconds", \.breakerBase, in: 0.01...3600),
            .seconds("breakerCapSeconds", \.breakerCap, in: 0.01...86_400),
            .seconds("holdProbeSeconds", \.holdProbe, in: 0.1...86_400),
            .integer("batchItems", \.batchItems, in: 1...4096),
            .integer("batchBytes", \.batchBytes, in: 1024...16_777_216),
            .integer("batchesInFlight", \.batchesInFlight, in: 1...64),
            .seconds("connectTimeoutSeconds", \.connectTimeout, in: 0.1...600),
            .seconds("requestTimeoutSeconds", \.requestTimeout, in: 0.1...600),
            .seconds("heartbeatSeconds", \.heartbeat, in: 0.1...3600),
            .seconds("unknownAfterSeconds", \.unknownAfter, in: 1...86_400),
            .seconds("confirmationDelaySeconds", \.confirmationDelay, in: 0...60),
            .integer("alertAttempts", \.alertAttempts, in: 1...1000),
            .seconds("alertAfterSeconds", \.alertAfter, in: 1...604_800),
        ]) { policy in
            contradiction("retryBaseSeconds", policy.retryBase, over: "retryCapSeconds", policy.retryCap)
                ?? contradiction("breakerBaseSeconds", policy.breakerBase, over: "breakerCapSeconds", policy.breakerCap)
                ?? contradiction("heartbeatSeconds", policy.heartbeat, over: "unknownAfterSeconds", policy.unknownAfter)
        }
    }

    private static func contradiction(
        _ lesser: String,
        _ least: Duration,
        over greater: String,
        _ most: Duration
    ) -> ConfigurationSection<Self>.Contradiction? {
        guard least > most else { return nil }
        return ConfigurationSection.Contradiction(
            keys: [lesser, greater],
            reason: "replication.\(lesser) is greater than replication.\(greater): give at most as much."
        )
    }
}
