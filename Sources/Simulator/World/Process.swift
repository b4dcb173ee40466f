// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A daemon of one region: what it has in memory ends with it.
final class Process {
    let name: String
    unowned let simulation: Simulation
    /// Counts crashes.
    private(set) var generation = 0
    private(set) var isUp = true
    /// Starts again from what is durable.
    var restart: () -> Void = {}
    /// Forgets what is not durable.
    var forget: () -> Void = {}

    init(_ name: String, _ simulation: Simulation) {
        self.name = name
        self.simulation = simulation
    }

    /// Does something later, unless the process has ended by then; `delay` is in microseconds.
    func after(_ delay: Int64, _ action: @escaping () -> Void) {
        simulation.after(delay) { [self, generation] in
            if generation == self.generation { action() }
        }
    }

    /// What was in memory is gone; it starts again after a time in microseconds.
    func crash(restartingAfter delay: Int64) {
        generation += 1
        simulation.trace.note(.crash, name, Int64(generation)) { "" }
        forget()
        isUp = false
        let ended = generation
        simulation.after(delay) { [self] in
            guard generation == ended else { return }
            isUp = true
            simulation.trace.note(.start, name, Int64(generation)) { "" }
            restart()
        }
    }
}
