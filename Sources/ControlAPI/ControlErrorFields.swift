// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// The parameters that errors of the contract have, all in one: an error sets and requires its own.
struct ControlErrorFields: Codable, Sendable {
    var alias: String?
    var expected: String?
    var explanation: String?
    var field: String?
    var file: String?
    var instanceId: String?
    var keyId: String?
    var limit: Int?
    var line: Int?
    var name: String?
    var outstanding: Int?
    var pendingVersionId: String?
    var primaryInstanceId: String?
    var reason: String?
    var reference: String?
    var replicaInstanceId: String?
    var replicaInstanceIds: [String]?
    var required: String?
    var resourceId: String?
    var resources: [String]?
    var role: InstanceRole?
    var secretCount: Int?
    var spec: KeySpec?
    var stage: String?
    var state: String?
    var synchronizationType: SynchronizationType?
    var versionId: String?
    var violations: [SynchronizationInterface.Violation]?

    /// The value of a parameter that the error must have; throws where it is left out.
    func callAsFunction<Value>(_ path: KeyPath<ControlErrorFields, Value?>) throws(MissingField) -> Value {
        guard let value = self[keyPath: path] else { throw MissingField() }
        return value
    }

    /// An error came without a parameter that it must have.
    struct MissingField: Error {}
}
