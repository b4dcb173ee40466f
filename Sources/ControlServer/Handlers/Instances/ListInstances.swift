// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement

extension InstancesInterface.ListInstances: ServedMethod {
    static func subject(of _: Parameters) -> CallSubject { .daemon }

    static func serve(_: Parameters, _ call: ControlCall<Self>) throws {
        let instances = try call.services.instances.list()
        call.reply(Reply(instances: instances.map(InstancesInterface.Instance.init)))
    }
}
