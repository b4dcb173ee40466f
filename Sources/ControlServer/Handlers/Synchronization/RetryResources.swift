// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.RetryResources: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId).saying {
            let what = parameters.resources.map { "\($0.count) resources" } ?? "everything"
            return what + (parameters.failureCode.map { " of cause \($0)" } ?? "")
        }
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try WireInput.instance(parameters.replicaInstanceId, field: "replicaInstanceId")
        let filter = try RetryFilter(
            resources: WireInput.resources(optional: parameters.resources),
            code: WireInput.word(optional: parameters.failureCode, field: "failureCode")
        )
        call.services.synchronization.retry(
            primary: primary,
            replica: replica,
            filter,
            completion: call.answering { Reply(retried: $0) }
        )
    }
}
