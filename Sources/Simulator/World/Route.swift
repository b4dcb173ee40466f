// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The way from the primary to one replica and back: requests and answers are lost, doubled, late and out of order.
final class Route {
    private final class Call { var isOver = false }

    private let primary: Process
    private let replica: Process
    private let latency: ClosedRange<Int64>
    var weather = Weather([])

    init(from primary: Process, to replica: Process, latency: ClosedRange<Double>) {
        self.primary = primary
        self.replica = replica
        self.latency = Int64(latency.lowerBound * 1000)...Int64(latency.upperBound * 1000)
    }

    /// Asks the replica; the call ends exactly once, at its deadline at the latest, unless the primary ends before.
    ///
    /// `serve` runs at the replica, perhaps twice where the request is repeatable.
    func request<Answer>(
        deadline: Duration,
        refusal: FailureCode,
        isRepeatable: Bool = false,
        serve: @escaping (_ answer: @escaping (Answer) -> Void) -> Void,
        completion: @escaping (Result<Answer, LinkFailure>) -> Void
    ) {
        let simulation = primary.simulation
        let call = Call()
        func end(_ result: Result<Answer, LinkFailure>) {
            guard !call.isOver else { return }
            call.isOver = true
            completion(result)
        }
        if weather.isRefusing || !replica.isUp {
            return primary.after(leg()) { end(.failure(LinkFailure(refusal))) }
        }
        primary.after(deadline.wholeMilliseconds * 1000) { end(.failure(LinkFailure(.deadlineExceeded))) }
        if weather.dropsRequests || simulation.chance(weather.loss) { return }
        let (primary, replica) = (primary, replica)
        simulation.after(leg()) { [self, generation = primary.generation] in
            guard replica.isUp, !weather.dropsRequests else { return }
            serve { [self] answer in
                guard generation == primary.generation, !weather.dropsAnswers, !simulation.chance(weather.loss) else {
                    return
                }
                primary.after(leg()) { end(.success(answer)) }
            }
        }
        guard isRepeatable, simulation.chance(weather.duplication) else { return }
        simulation.after(leg() + simulation.microseconds(0...3_000_000)) {
            if replica.isUp { serve { _ in } }
        }
    }

    private func leg() -> Int64 {
        let simulation = primary.simulation
        let late = weather.reordering > 0 ? simulation.microseconds(0...weather.reordering) : 0
        return Int64(Double(simulation.microseconds(latency)) * weather.slowness) + late
    }
}
