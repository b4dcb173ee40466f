// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The instances of this daemon, as the control side needs them.
///
/// Views are synchronous and may read a file; changes call back once they are durable.
package protocol InstanceCatalog: Sendable {
    /// Makes an empty standalone instance; refuses with `instanceExists`.
    func create(_ instance: NewInstance, completion: @escaping Completion<Instance>)

    /// All instances, in the order of their ids.
    func list() throws(Refusal) -> [Instance]

    /// The instance as it is now; throws `instanceNotFound`.
    func describe(_ id: InstanceID) throws(Refusal) -> Instance

    /// Sets the limits that are given, 0 to 10,000,000, and leaves the others; below the use is allowed.
    func setQuota(_ id: InstanceID, keyLimit: Int?, secretLimit: Int?, completion: @escaping Completion<Instance>)

    /// Destroys the instance and everything in it; `ReleaseRule` says when.
    func release(_ id: InstanceID, confirm: String, completion: @escaping Completion<Void>)

    /// The keys of the instance; throws `instanceNotFound`.
    func keys(of id: InstanceID) throws(Refusal) -> any KeyService

    /// The secrets of the instance; throws `instanceNotFound`.
    func secrets(of id: InstanceID) throws(Refusal) -> any SecretService
}
