// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where it is recorded who was refused, who used key material or read a value, and who changed what.
package protocol AuditLog: Sendable {
    /// Keeps the entry; called from any thread, before the caller is answered, and must not block.
    func record(_ entry: AuditEntry)
}
