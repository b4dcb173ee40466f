// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncEngine
import SyncModel
import Varlink

extension VarlinkError {
    /// The error reply for whatever a handler or a port failed with.
    init(failure: any Error, of instance: String) {
        if let error = failure as? VarlinkError {
            self = error
        } else {
            self = ControlError(failure: failure, of: instance).varlinkError
        }
    }
}

extension ControlError {
    fileprivate init(failure: any Error, of instance: String) {
        self =
            switch failure {
            case let error as ControlError: error
            case let input as InvalidInput: ControlError(input)
            case let refusal as Refusal: ControlError(refusal, of: instance)
            case let refusal as SynchronizationRefusal: ControlError(refusal, of: instance)
            case let fault as ConfigurationFault:
                .badConfiguration(file: fault.file, line: fault.line, reason: fault.reason)
            // No port throws another type; its name is all that can be told without risk.
            case let error: .internalError(reference: "unexpected \(type(of: error))")
            }
    }
}
