// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The rules of destroying an instance.
package enum ReleaseRule {
    /// Refuses unless `confirm` repeats the id and no association needs the instance.
    ///
    /// `replicas` are the ids of a primary's associated replicas, or the own id of an associated replica.
    package static func check(
        _ instance: InstanceID,
        confirm: String,
        replicas: [InstanceID]
    ) throws(Refusal) {
        guard confirm == instance.description else { throw .confirmationRequired(expected: instance.description) }
        guard replicas.isEmpty else { throw .instanceInUse(instance, replicas: replicas) }
    }
}
