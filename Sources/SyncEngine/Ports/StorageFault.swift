// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// An error of a file, as far as those who asked need to tell one from another.
package protocol StorageFault: Error {
    /// No space is left: nothing was changed, and service resumes by itself.
    var isFull: Bool { get }

    /// What a primary is told whose replica has this error.
    var linkFailure: LinkFailure { get }
}
