// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.DisassociateReplica: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(
            parameters.primaryInstanceId,
            replica: parameters.replicaInstanceId,
            isDryRun: parameters.dryRun ?? false
        )
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try InstanceID(parameters.replicaInstanceId, field: "replicaInstanceId")
        let isDryRun = parameters.dryRun ?? false
        guard isDryRun || parameters.confirm == replica.description else {
            throw ControlError.confirmationRequired(expected: replica.description)
        }
        call.services.synchronization.disassociate(
            primary: primary,
            replica: replica,
            confirmation: parameters.confirm,
            dryRun: isDryRun,
            completion: call.answering { receipt in
                Reply(
                    association: SynchronizationInterface.Association(receipt.association),
                    behind: receipt.behind.map(\.description),
                    behindCount: receipt.behindCount
                )
            }
        )
    }
}
