// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel

/// What a call is about, as its caller named it: nothing of it is checked before it is asked for.
struct CallSubject: Sendable {
    private enum Resource {
        case key(String)
        case secret(String)
    }

    /// The instance that the caller named, or nothing.
    let instance: String

    private let resource: Resource?
    private let replica: String?
    /// What a change is, in words, where its method and the names do not say it: nothing of it is checked either.
    private let detail: @Sendable () -> String?
    /// A call that would change something only says what it would be.
    let isDryRun: Bool

    private init(
        instance: String,
        resource: Resource?,
        replica: String? = nil,
        isDryRun: Bool = false,
        detail: @escaping @Sendable () -> String? = { nil }
    ) {
        self.instance = instance
        self.resource = resource
        self.replica = replica
        self.isDryRun = isDryRun
        self.detail = detail
    }

    /// The daemon, or all instances.
    static let daemon = CallSubject(instance: "", resource: nil)

    /// An instance, and the replica that the call is about.
    static func instance(_ instance: String?, replica: String? = nil, isDryRun: Bool = false) -> CallSubject {
        CallSubject(instance: instance ?? "", resource: nil, replica: replica, isDryRun: isDryRun)
    }

    /// The same, and what the change is in words, which are made only for a change that was made.
    func saying(_ detail: @escaping @Sendable () -> String?) -> CallSubject {
        CallSubject(instance: instance, resource: resource, replica: replica, isDryRun: isDryRun, detail: detail)
    }

    /// A key of an instance, by id or alias; nil: not known yet.
    static func key(_ key: String?, of instance: String) -> CallSubject {
        CallSubject(instance: instance, resource: key.map(Resource.key))
    }

    /// A secret of an instance.
    static func secret(_ name: String, of instance: String) -> CallSubject {
        CallSubject(instance: instance, resource: .secret(name))
    }

    /// The instance, if the name could be one.
    var instanceID: InstanceID? {
        // ignoring: what is wrong with the name; whoever decodes the parameters says it.
        try? InstanceID(instance)
    }

    /// The replica, if the name could be one.
    var replicaID: InstanceID? {
        // ignoring: what is wrong with the name; whoever decodes the parameters says it.
        replica.flatMap { try? InstanceID($0) }
    }

    /// What the change was; only for one that was made, as its parameters are known to be good by then.
    var changeDetail: String? { detail() }

    /// The resource's full name, if it could be one: a caller writes no other text into the audit log.
    var resourceName: String? {
        switch resource {
        case .key(let name):
            // ignoring: what is wrong with the name; whoever decodes the parameters says it.
            (try? KeyReference(name)).map(Self.name)
        case .secret(let name):
            // ignoring: what is wrong with the name; whoever decodes the parameters says it.
            (try? SecretName(name)).map { ResourceID.secret($0).description }
        case nil: nil
        }
    }

    private static func name(of key: KeyReference) -> String {
        switch key {
        case .id(let id): ResourceID.key(id).description
        case .alias(let alias): alias
        }
    }
}
