// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension FaultsInterface.Fault {
    init(_ fault: Fault, replica: InstanceID) {
        self.init(
            replicaInstanceId: replica.description,
            latencyMilliseconds: fault.latency == .zero ? nil : fault.latency.inSeconds * 1000,
            jitterMilliseconds: fault.jitter == .zero ? nil : fault.jitter.inSeconds * 1000,
            lossRatio: fault.lossRatio == 0 ? nil : fault.lossRatio,
            failureRatio: fault.failureRatio == 0 ? nil : fault.failureRatio,
            failureCode: fault.failureRatio == 0 ? nil : fault.failureCode.rawValue,
            outage: fault.isOutage ? true : nil,
            rateLimit: fault.rateLimit,
            expiresAt: fault.expiresAt?.description
        )
    }

    /// The fault that is asked for.
    func fault(now: Timestamp) throws(InvalidInput) -> Fault {
        var fault = Fault()
        fault.latency = try Self.duration(latencyMilliseconds, field: "fault.latencyMilliseconds")
        fault.jitter = try Self.duration(jitterMilliseconds, field: "fault.jitterMilliseconds")
        fault.lossRatio = try WireInput.number(lossRatio, in: 0...1, field: "fault.lossRatio") ?? 0
        fault.failureRatio = try WireInput.number(failureRatio, in: 0...1, field: "fault.failureRatio") ?? 0
        if let failureCode { fault.failureCode = try Self.code(failureCode) }
        fault.isOutage = outage ?? false
        fault.rateLimit = try WireInput.number(rateLimit, in: WireLimit.requestRate, field: "fault.rateLimit")
        fault.expiresAt = try WireInput.future(expiresAt, field: "fault.expiresAt", now: now)
        return fault
    }

    /// What it does, in words.
    var summary: String {
        var parts: [String] = []
        if outage == true { parts.append("outage") }
        if let latencyMilliseconds { parts.append("latency \(latencyMilliseconds) ms") }
        if let jitterMilliseconds { parts.append("jitter \(jitterMilliseconds) ms") }
        if let lossRatio { parts.append("loss \(lossRatio)") }
        if let failureRatio { parts.append("failures \(failureRatio)" + (failureCode.map { " of \($0)" } ?? "")) }
        if let rateLimit { parts.append("at most \(rateLimit) requests/s") }
        if let expiresAt { parts.append("until \(expiresAt)") }
        return parts.joined(separator: ", ")
    }

    private static func duration(_ milliseconds: Double?, field: String) throws(InvalidInput) -> Duration {
        let milliseconds = try WireInput.number(milliseconds, in: 0...WireLimit.latencyMilliseconds, field: field)
        return .seconds((milliseconds ?? 0) / 1000)
    }

    // What a replica answers for all that is sent to it; a held deletion is the primary's own doing.
    private static func code(_ text: String) throws(InvalidInput) -> FailureCode {
        let codes = FailureCode.allCases.filter { $0.scope == .replica && $0 != .deletionGuard }
        guard let code = codes.first(where: { $0.rawValue == text }) else {
            let words = codes.map(\.rawValue).joined(separator: ", ")
            throw InvalidInput(field: "fault.failureCode", reason: "it is one of \(words)")
        }
        return code
    }
}
