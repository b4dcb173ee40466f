// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI

extension DaemonInterface.GetMetrics: ServedMethod {
    static func subject(of _: Parameters) -> CallSubject { .daemon }

    static func serve(_: Parameters, _ call: ControlCall<Self>) throws {
        call.reply(Reply(metrics: call.services.daemon.metrics()))
    }
}
