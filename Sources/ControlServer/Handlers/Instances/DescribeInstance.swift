// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension InstancesInterface.DescribeInstance: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .instance(parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)

        call.reply(Reply(instance: InstancesInterface.Instance(try call.services.instances.describe(instance))))
    }
}
