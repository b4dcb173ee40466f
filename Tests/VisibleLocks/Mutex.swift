// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// `Synchronization.Mutex` for builds under the thread sanitizer, which take this module in the place of that one.
///
/// The standard library's own waits in a futex by code that is not instrumented: the sanitizer does not see that one
/// holder of a contended lock follows the other, and reports races that are none. It knows pthread_mutex(3).
package struct Mutex<Value: ~Copyable>: ~Copyable {
    private let handle: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Unlocked, around this value.
    package init(_ initialValue: consuming sending Value) {
        handle = .allocate(capacity: 1)
        handle.initialize(to: pthread_mutex_t())
        let result = pthread_mutex_init(handle, nil)
        precondition(result == 0, "a mutex with default attributes can be made")
        value = .allocate(capacity: 1)
        value.initialize(to: initialValue)
    }

    deinit {
        value.deinitialize(count: 1)
        value.deallocate()
        pthread_mutex_destroy(handle)
        handle.deallocate()
    }

    /// Runs `body` with the value while no other holds the lock; rethrows.
    package borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(handle)
        defer { pthread_mutex_unlock(handle) }
        return try body(&value.pointee)
    }
}

// Safe because the value is reached under the lock only, and `sending` keeps others from sharing it.
extension Mutex: @unchecked Sendable where Value: ~Copyable {}
