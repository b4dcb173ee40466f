// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// A method that gives a list page by page.
protocol Listing: ReadingMethod {
    /// One element.
    associatedtype Row

    /// The field of the reply that has the elements.
    static var rowsField: String { get }

    /// The elements of a page.
    static func rows(of reply: Reply) -> [Row]

    /// Where the next page starts; nil after the last.
    static func next(of reply: Reply) -> String?

    /// The same list from another place on; nil of `limit`: as many as the daemon likes.
    static func page(_ parameters: Parameters, after: String?, limit: Int) -> Parameters
}

extension KeysInterface.ListKeys: Listing {
    static var rowsField: String { "keys" }
    static func rows(of reply: Reply) -> [KeysInterface.Key] { reply.keys }
    static func next(of reply: Reply) -> String? { reply.next }
    static func page(_ parameters: Parameters, after: String?, limit: Int) -> Parameters {
        Parameters(instanceId: parameters.instanceId, limit: limit, after: after)
    }
}

extension SecretsInterface.ListSecrets: Listing {
    static var rowsField: String { "secrets" }
    static func rows(of reply: Reply) -> [SecretsInterface.Secret] { reply.secrets }
    static func next(of reply: Reply) -> String? { reply.next }
    static func page(_ parameters: Parameters, after: String?, limit: Int) -> Parameters {
        Parameters(instanceId: parameters.instanceId, limit: limit, after: after)
    }
}

extension SynchronizationInterface.ListSynchronizedResources: Listing {
    static var rowsField: String { "resources" }
    static func rows(of reply: Reply) -> [SynchronizationInterface.SynchronizedResource] { reply.resources }
    static func next(of reply: Reply) -> String? { reply.next }
    static func page(_ parameters: Parameters, after: String?, limit: Int) -> Parameters {
        var page = parameters
        page.after = after
        page.limit = limit
        return page
    }
}

extension InstancesInterface.ListInstances: Listing {
    static var rowsField: String { "instances" }
    static func rows(of reply: Reply) -> [InstancesInterface.Instance] { reply.instances }
    static func next(of reply: Reply) -> String? { nil }
    static func page(_ parameters: Parameters, after: String?, limit: Int) -> Parameters { parameters }
}

extension SynchronizationInterface.ListReplicas: Listing {
    static var rowsField: String { "replicas" }
    static func rows(of reply: Reply) -> [SynchronizationInterface.Association] { reply.replicas }
    static func next(of reply: Reply) -> String? { nil }
    static func page(_ parameters: Parameters, after: String?, limit: Int) -> Parameters { parameters }
}

extension FaultsInterface.ListFaults: Listing {
    static var rowsField: String { "faults" }
    static func rows(of reply: Reply) -> [FaultsInterface.Fault] { reply.faults }
    static func next(of reply: Reply) -> String? { nil }
    static func page(_ parameters: Parameters, after: String?, limit: Int) -> Parameters { parameters }
}
