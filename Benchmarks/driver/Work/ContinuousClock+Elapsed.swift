// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension ContinuousClock.Instant {
    /// How long ago it was.
    var elapsed: Duration { duration(to: .now) }

    var isOver: Bool { self <= .now }
}
