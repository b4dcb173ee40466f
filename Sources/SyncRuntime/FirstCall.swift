// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// Tells the first call from those that follow.
final class FirstCall<Value>: Sendable {
    private let wasCalled = Mutex(false)

    func isFirst() -> Bool {
        wasCalled.withLock { wasCalled in
            defer { wasCalled = true }
            return !wasCalled
        }
    }
}
