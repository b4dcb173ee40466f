// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

extension SynchronizationInterface.Violation {
    init(_ violation: Violation) {
        self.init(code: violation.code, message: violation.message, remedy: violation.code.remedy)
    }
}
