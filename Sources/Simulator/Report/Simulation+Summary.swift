// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension Simulation {
    /// A number over the whole trace: the same for the same scenario and seed.
    package var fingerprint: UInt64 { trace.fingerprint }

    /// Whether every replica kept to the targets of the scenario.
    package var reachedTargets: Bool { breaches.isEmpty }

    /// What was reached, in lines for a person.
    package var summary: String {
        var lines = [
            "\(scenario.name), seed \(seed): \(events) events, \(primary.file.head) changes, "
                + "\(primary.file.resources.count) resources, trace \(String(fingerprint, radix: 16))"
        ]
        for site in replicas {
            let record = site.record
            lines.append(
                "  \(site.name): \(record.pushes) pushes of \(record.items) items, \(record.applied) applied, "
                    + "\(record.repeated) repeated, \(record.hellos) hellos, \(record.heartbeats) heartbeats"
            )
        }
        lines += breaches.map { "BROKEN \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }
}
