// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

extension SynchronizationInterface.FailureCause {
    init(_ cause: FailureCause) {
        self.init(
            code: cause.code,
            disposition: cause.disposition,
            scope: cause.code.scope,
            message: cause.message,
            remedy: cause.code.remedy,
            attempts: cause.attempts,
            firstFailedAt: cause.firstFailedAt.description,
            lastFailedAt: cause.lastFailedAt.description,
            nextAttemptAt: cause.nextAttemptAt?.description
        )
    }
}
