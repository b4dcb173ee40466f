// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Called once, on any thread, when a change is durable or refused.
package typealias Completion<Value> = @Sendable (Result<Value, Refusal>) -> Void
