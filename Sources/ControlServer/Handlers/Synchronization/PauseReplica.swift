// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.PauseReplica: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId).saying {
            let until = parameters.until.map { "until \($0): " } ?? ""
            return until + parameters.reason
        }
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try InstanceID(parameters.replicaInstanceId, field: "replicaInstanceId")
        let pause = try AssociationRecord.Pause(
            reason: reason(parameters.reason),
            until: WireInput.future(parameters.until, field: "until", now: call.services.now())
        )
        call.services.synchronization.pause(
            primary: primary,
            replica: replica,
            pause,
            completion: call.answering { Reply(replica: SynchronizationInterface.Association($0)) }
        )
    }

    private static func reason(_ text: String) throws(InvalidInput) -> String {
        let isAllowed = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isAllowed, (1...WireLimit.reason).contains(text.unicodeScalars.count) else {
            throw InvalidInput(
                field: "reason",
                reason: "a reason is 1 to \(WireLimit.reason) characters, none of them a control character"
            )
        }
        return text
    }
}
