// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch

/// Lets a test wait for something that another thread says.
struct Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func send() { semaphore.signal() }

    func wait() { semaphore.wait() }
}
