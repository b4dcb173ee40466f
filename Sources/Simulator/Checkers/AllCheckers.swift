// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension Simulation {
    /// What the checkers are called; determinism is checked by a second run of the same seed.
    package static var checkerNames: [String] { allCheckers().map(\.name) + ["determinism"] }

    /// One of each, for one run.
    ///
    /// What deletions pass, what is verified and what a rotation waits for join these with their semantics.
    static func allCheckers() -> [any Checker] {
        [
            AcknowledgedChecker(), RevisionChecker(), InSyncChecker(), FreezeChecker(), ScopeChecker(),
            InFlightChecker(), PositionChecker(), CurrentStageChecker(), ConvergenceChecker(), IsolationChecker(),
            LagChecker(), KeyOrderChecker(), BackoffChecker(), UrgencyChecker(), ExplanationChecker(), PauseChecker(),
        ]
    }
}
