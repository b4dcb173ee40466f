// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension Site {
    /// Runs one round; where it fails, everything is left where it is, and the seed that repeats it is told.
    func round(_ number: Int, of test: String, seed: UInt64, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            daemon.sandbox.keep()
            print("\(test): round \(number) of KMSYNC_SEED=\(seed) failed; see \(daemon.sandbox.path)")
            throw error
        }
    }
}
