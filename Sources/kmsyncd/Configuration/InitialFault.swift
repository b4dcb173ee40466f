// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// A fault that is rehearsed from the start, until somebody clears it.
struct InitialFault: Sendable, Equatable {
    /// Most faults of the list.
    static let maximumFaults = 256
    /// Codes that a replica answers for all that is sent to it; a held deletion is the primary's own doing.
    private static let codes = FailureCode.allCases.filter { $0.scope == .replica && $0 != .deletionGuard }

    /// The instance that the link leads to.
    var replica: InstanceID?
    /// What happens on the link.
    var fault = Fault()

    /// The keys of a fault.
    static var section: ConfigurationSection<Self> {
        ConfigurationSection([
            .value("replica", \.replica) { node throws(ConfigurationError) in try instance(node) },
            .seconds("latencySeconds", \.fault.latency, in: 0...600),
            .seconds("jitterSeconds", \.fault.jitter, in: 0...600),
            .value("lossRatio", \.fault.lossRatio) { node throws(ConfigurationError) in try node.number(in: 0...1) },
            .value("failureRatio", \.fault.failureRatio) { node throws(ConfigurationError) in
                try node.number(in: 0...1)
            },
            .value("failureCode", \.fault.failureCode) { node throws(ConfigurationError) in
                try node.word(codes, named: \.rawValue)
            },
            .flag("outage", \.fault.isOutage),
            .value("requestsPerSecond", \.fault.rateLimit) { node throws(ConfigurationError) in
                try node.number(in: 0.1...1_000_000)
            },
        ]) { fault in
            guard fault.replica == nil else { return nil }
            return ConfigurationSection.Contradiction(
                keys: [],
                reason: "A fault needs a replica: give the instance's id."
            )
        }
    }

    private static func instance(_ node: ConfigurationNode) throws(ConfigurationError) -> InstanceID? {
        do throws(InvalidInput) {
            return try InstanceID(node.scalar ?? "")
        } catch {
            throw node.refusal("the id of an instance: up to 64 of a-z, 0-9 and '-', starting with a letter")
        }
    }
}
