// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A description with the samples of all its series, ready to be written.
package struct MetricFamily: Sendable {
    /// One number of a series.
    struct Sample: Sendable, Hashable {
        /// What the name of the family gets, such as `_total`.
        var suffix = ""
        var labels: [MetricLabel]
        var value: Double
    }

    /// What it is.
    package let description: MetricDescription
    let samples: [Sample]

    init(_ description: MetricDescription, samples: [Sample]) {
        self.description = description
        self.samples = samples
    }

    /// Numbers that were read this moment, for a gauge or a counter; a series without a number is left out.
    package init(_ description: MetricDescription, _ points: [(labels: [MetricLabel], value: Double?)]) {
        let suffix = description.kind == .counter ? "_total" : ""
        self.init(
            description,
            samples: points.compactMap { point in
                point.value.map { Sample(suffix: suffix, labels: point.labels, value: $0) }
            }
        )
    }

    /// States of which one holds, for a state set: each is a sample with a label of the family's own name.
    package init(
        _ description: MetricDescription,
        states: [String],
        _ points: [(labels: [MetricLabel], state: String)]
    ) {
        self.init(
            description,
            samples: points.flatMap { point in
                states.map { state in
                    let label = MetricLabel(description.name, state)
                    return Sample(labels: point.labels + [label], value: state == point.state ? 1 : 0)
                }
            }
        )
    }

    /// Facts, for an info.
    package init(_ description: MetricDescription, facts: [[MetricLabel]]) {
        self.init(description, samples: facts.map { Sample(suffix: "_info", labels: $0, value: 1) })
    }
}
