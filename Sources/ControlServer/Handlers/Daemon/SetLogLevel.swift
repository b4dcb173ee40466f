// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

extension DaemonInterface.SetLogLevel: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .daemon.saying { parameters.level }
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let level = try WireInput.word(parameters.level, field: "level", as: LogLevel.self)
        call.services.daemon.setLogLevel(level)
        call.reply(NoParameters())
    }
}
