// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// `#expect(actual == expected)` for a process of its own, from which only the comment of a failure comes back.
func expectSame<Value: Equatable>(
    _ actual: Value,
    _ expected: Value,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual == expected, "\(actual), expected \(expected)", sourceLocation: sourceLocation)
}
