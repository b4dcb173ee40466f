// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Random numbers from a seed: the same seed gives the same run.
///
/// SplitMix64, from "Fast Splittable Pseudorandom Number Generators" (Steele, Lea, Flood; 2014).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts at a seed.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A factor from a range, for jitter.
    mutating func factor(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
}
