// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import SyncModel

/// The table of `contract/failure-causes.md`, row by row.
struct ContractRow: Sendable {
    var code: String
    var disposition: Disposition
    /// nil: it answers a request.
    var scope: FailureScope?
    var effect: ReplicaEffect?

    static let table: [ContractRow] = [
        ContractRow(code: "same_region", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "cross_border_forbidden", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "account_mismatch", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "replica_limit_reached", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "replica_not_empty", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "quota_below_primary", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "role_conflict", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "reassociation_forbidden", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "instance_frozen", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "resource_not_found", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "selection_is_grow_only", disposition: .refused, scope: nil, effect: nil),
        ContractRow(code: "replica_unreachable", disposition: .retryable, scope: .replica, effect: .counts),
        ContractRow(code: "deadline_exceeded", disposition: .retryable, scope: .replica, effect: .counts),
        ContractRow(code: "connection_lost", disposition: .retryable, scope: .replica, effect: .counts),
        ContractRow(code: "replica_unavailable", disposition: .retryable, scope: .replica, effect: .counts),
        ContractRow(code: "replica_throttled", disposition: .retryable, scope: .replica, effect: .slows),
        ContractRow(code: "replica_storage_full", disposition: .blocked, scope: .replica, effect: .holds),
        ContractRow(code: "replica_storage_error", disposition: .retryable, scope: .replica, effect: .counts),
        ContractRow(code: "authentication_failed", disposition: .blocked, scope: .replica, effect: .holds),
        ContractRow(code: "permission_denied", disposition: .blocked, scope: .replica, effect: .holds),
        ContractRow(code: "protocol_unsupported", disposition: .terminal, scope: .replica, effect: .takesDown),
        ContractRow(code: "fenced", disposition: .terminal, scope: .replica, effect: .takesDown),
        ContractRow(code: "replica_released", disposition: .terminal, scope: .replica, effect: .takesDown),
        ContractRow(code: "source_regressed", disposition: .terminal, scope: .replica, effect: .takesDown),
        ContractRow(code: "key_quota_exceeded", disposition: .blocked, scope: .resource, effect: nil),
        ContractRow(code: "secret_quota_exceeded", disposition: .blocked, scope: .resource, effect: nil),
        ContractRow(code: "name_conflict", disposition: .blocked, scope: .resource, effect: nil),
        ContractRow(code: "dependency_missing", disposition: .blocked, scope: .resource, effect: nil),
        ContractRow(code: "payload_too_large", disposition: .terminal, scope: .resource, effect: nil),
        ContractRow(code: "resource_type_unsupported", disposition: .terminal, scope: .resource, effect: nil),
        ContractRow(code: "material_not_exportable", disposition: .terminal, scope: .resource, effect: nil),
        ContractRow(code: "integrity_failed", disposition: .terminal, scope: .resource, effect: nil),
        ContractRow(code: "revision_conflict", disposition: .terminal, scope: .resource, effect: nil),
        ContractRow(code: "deletion_guard", disposition: .blocked, scope: .replica, effect: .holdsDeletions),
        ContractRow(code: "primary_read_failed", disposition: .retryable, scope: .resource, effect: nil),
        ContractRow(code: "drift_missing", disposition: .retryable, scope: .resource, effect: nil),
        ContractRow(code: "drift_altered", disposition: .retryable, scope: .resource, effect: nil),
        ContractRow(code: "drift_extra", disposition: .terminal, scope: .resource, effect: nil),
        ContractRow(code: "internal_error", disposition: .retryable, scope: .resource, effect: nil),
    ]
}

@Suite
struct FailureCodeTests {
    @Test
    func `every code of the contract is there, and no other`() {
        #expect(FailureCode.allCases.map(\.rawValue).sorted() == ContractRow.table.map(\.code).sorted())
    }

    @Test(arguments: ContractRow.table)
    func `a code has the disposition, scope and effect of the contract`(row: ContractRow) throws {
        let code = try #require(FailureCode(rawValue: row.code))
        #expect(code.disposition == row.disposition)
        #expect(code.replicaEffect == row.effect)
        if let scope = row.scope { #expect(code.scope == scope) } else { #expect(code.disposition == .refused) }
    }

    @Test(arguments: FailureCode.allCases)
    func `sentence and remedy are words for a person`(code: FailureCode) {
        for text in [code.sentence, code.remedy] {
            #expect(!text.isEmpty && !text.hasSuffix(".") && text.first?.isLowercase == true)
        }
    }

    @Test
    func `an internal error becomes terminal with its tenth failure, nothing else does by count`() {
        for code in FailureCode.allCases {
            let few = cause(code, attempts: 9)
            let many = cause(code, attempts: 10)
            #expect(few.disposition == code.disposition)
            #expect(many.disposition == (code == .internalError ? .terminal : code.disposition))
        }
    }

    @Test
    func `a detail is cut, and told in brackets`() {
        var long = cause(.internalError, attempts: 1)
        #expect(long.message == "a defect in kmsync")
        long = cause(.internalError, attempts: 1, detail: String(repeating: "x", count: 1000))
        #expect(long.detail?.count == FailureCause.maximumDetailLength)
        #expect(cause(.keyQuotaExceeded, attempts: 1, detail: "5 of 5").message.hasSuffix("(5 of 5)"))
    }

    private func cause(_ code: FailureCode, attempts: Int, detail: String? = nil) -> FailureCause {
        let at = Timestamp(milliseconds: 0)
        return FailureCause(
            code: code,
            detail: detail,
            attempts: attempts,
            firstFailedAt: at,
            lastFailedAt: at,
            nextAttemptAt: nil
        )
    }
}
