// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.AddResources: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId).saying {
            parameters.resources.map { "\($0.count) resources" } ?? "everything"
        }
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try WireInput.instance(parameters.replicaInstanceId, field: "replicaInstanceId")
        let selection = try selection(parameters)
        call.services.synchronization.select(
            primary: primary,
            replica: replica,
            selection,
            completion: call.answering { growth in
                Reply(
                    added: growth.added.map(\.description),
                    addedCount: growth.addedCount,
                    dependencies: growth.dependencies.map(\.description)
                )
            }
        )
    }

    private static func selection(_ parameters: Parameters) throws(InvalidInput) -> ResourceSelection {
        let resources = try WireInput.resources(parameters.resources ?? [])
        switch (parameters.all ?? false, resources.isEmpty) {
        case (true, true): return .all
        case (false, false): return .resources(resources)
        case (true, false):
            throw InvalidInput(field: "resources", reason: "all covers every resource; leave one of the two out")
        case (false, true):
            throw InvalidInput(field: "resources", reason: "name the resources to add, or set all")
        }
    }
}
