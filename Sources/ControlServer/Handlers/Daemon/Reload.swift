// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

extension DaemonInterface.Reload: ServedMethod {
    static func subject(of _: Parameters) -> CallSubject { .daemon }

    static func serve(_: Parameters, _ call: ControlCall<Self>) throws {
        call.services.daemon.reload(completion: call.answering { NoParameters() })
    }
}
