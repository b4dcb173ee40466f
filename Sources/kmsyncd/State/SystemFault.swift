// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// A call of the system failed; errno(3).
struct SystemFault: Error, Equatable, Sendable {
    /// The errno value.
    let code: Int32

    /// Takes what the failed call left in errno.
    static var last: SystemFault { SystemFault(code: errno) }
}

extension SystemFault: CustomStringConvertible {
    /// What the system calls it, such as `Permission denied`.
    var description: String { String(cString: strerror(code)) }
}
