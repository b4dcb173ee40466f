// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CoreMetrics
import OpenMetrics
import Testing

struct FactoryTests {
    private let factory = OpenMetricsFactory(
        [
            MetricDescription("requests", .counter, help: "Requests."),
            MetricDescription("wait_seconds", .histogram(bounds: [0.1, 1]), help: "Waiting."),
        ],
        seriesLimit: 4
    )

    private var text: String { MetricsText.write(factory.families(), as: .openMetrics) }

    @Test
    func `a counter is created at zero, counts up and never down`() {
        let counter = Counter(label: "requests", dimensions: [("to", "b"), ("from", "a")], factory: factory)
        #expect(text.contains("requests_total{to=\"b\",from=\"a\"} 0\n"))
        counter.increment(by: 2)
        counter.increment(by: -1)
        #expect(text.contains("requests_total{to=\"b\",from=\"a\"} 2\n"))
        let fractions = FloatingPointCounter(label: "requests", dimensions: [("from", "c")], factory: factory)
        fractions.increment(by: 0.5)
        fractions.increment(by: Double.infinity)
        #expect(text.contains("requests_total{from=\"c\"} 0.5\n"))
    }

    @Test
    func `a timer is a histogram in seconds, and each bucket counts those beneath it`() {
        let timer = Timer(label: "wait_seconds", factory: factory)
        timer.recordMilliseconds(100)
        timer.recordMilliseconds(101)
        timer.recordSeconds(7)
        #expect(
            text == """
                # TYPE wait_seconds histogram
                # UNIT wait_seconds seconds
                # HELP wait_seconds Waiting.
                wait_seconds_bucket{le="0.1"} 1
                wait_seconds_bucket{le="1.0"} 2
                wait_seconds_bucket{le="+Inf"} 3
                wait_seconds_count 3
                wait_seconds_sum 7.201
                # EOF

                """
        )
    }

    @Test
    func `a meter and a gauge show what was set last, a recorder that aggregates is a histogram`() {
        let meter = Meter(label: "level.now", factory: factory)
        meter.set(3)
        meter.increment(by: 2.5)
        meter.decrement(by: 1)
        Gauge(label: "size", factory: factory).record(7)
        let sizes = Recorder(label: "sizes", factory: factory)
        sizes.record(4)
        sizes.record(Double.nan)
        #expect(text.contains("# TYPE level_now gauge\nlevel_now 4.5\n"))
        #expect(text.contains("# TYPE size gauge\nsize 7\n"))
        #expect(text.contains("sizes_bucket{le=\"2.5\"} 0\nsizes_bucket{le=\"5.0\"} 1\n"))
        #expect(text.contains("sizes_count 1\nsizes_sum 4\n"))
    }

    @Test
    func `the same label and dimensions are the same series, and it goes when it is destroyed`() {
        let one = Counter(label: "requests", dimensions: [("a", "1"), ("b", "2")], factory: factory)
        let other = Counter(label: "requests", dimensions: [("b", "2"), ("a", "1")], factory: factory)
        one.increment()
        other.increment()
        #expect(text.contains("requests_total{a=\"1\",b=\"2\"} 2\n"))
        one.destroy()
        #expect(text == "# EOF\n")
        Counter(label: "requests", dimensions: [("a", "1"), ("b", "2")], factory: factory).increment()
        // An older handle of the same name must not take the new series away.
        other.destroy()
        #expect(text.contains("requests_total{a=\"1\",b=\"2\"} 1\n"))
    }

    @Test
    func `beyond the limit nothing is kept, and that is counted`() {
        let counters = (0..<6).map { Counter(label: "requests", dimensions: [("n", "\($0)")], factory: factory) }
        for counter in counters { counter.increment() }
        #expect(factory.families().count == 2 && factory.rejectedCount == 2)
        #expect(text.contains("requests_total{n=\"3\"} 1\n") && !text.contains("n=\"4\""))
        counters[0].destroy()
        Counter(label: "requests", dimensions: [("n", "9")], factory: factory).increment()
        #expect(text.contains("requests_total{n=\"9\"} 1\n"))
    }

    @Test
    func `what is made as another kind than its family is not mixed into it`() {
        Meter(label: "requests", factory: factory).set(5)
        #expect(text == "# EOF\n" && factory.rejectedCount == 1)
    }
}
