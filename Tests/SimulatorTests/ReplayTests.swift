// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import Simulator

@Suite
struct ReplayTests {
    private let scenario = Scenario(
        name: "crashes",
        summary: "daemons end at durable writes",
        duration: 90,
        replicas: [.init(name: "east")],
        workload: .init(resources: 20),
        faults: [.init(.crashes, begins: 0.1, lasts: 0.7, amount: 0.05)]
    )

    private func trace(seed: UInt64) -> [String] {
        var lines: [String] = []
        Simulation(scenario, seed: seed) { lines.append($0) }.run()
        return lines
    }

    @Test func `the same seed gives the same trace, byte for byte`() {
        let first = trace(seed: 7)
        #expect(first.contains { $0.contains("crash") })
        #expect(first == trace(seed: 7))
    }

    @Test func `another seed gives another trace`() {
        #expect(trace(seed: 7) != trace(seed: 8))
    }

    @Test func `a trace is told with and without lines by the same number`() {
        let silent = Simulation(scenario, seed: 3)
        silent.run()
        let told = Simulation(scenario, seed: 3) { _ in }
        told.run()
        #expect(silent.fingerprint == told.fingerprint)
    }
}
