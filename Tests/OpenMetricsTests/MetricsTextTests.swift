// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import OpenMetrics
import Testing

struct MetricsTextTests {
    private static let gauge = MetricDescription("g", .gauge, help: "")

    @Test(arguments: [
        (0.0, "0"), (-3, "-3"), (0.25, "0.25"), (1.5e300, "1.5e+300"), (9_007_199_254_740_992, "9007199254740992"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func `numbers are written as both formats have them`(value: Double, text: String) {
        let family = MetricFamily(Self.gauge, [([], value)])
        #expect(MetricsText.write([family], as: .openMetrics) == "# TYPE g gauge\ng \(text)\n# EOF\n")
        #expect(MetricsText.write([family], as: .prometheus) == "# TYPE g gauge\ng \(text)\n")
    }

    @Test
    func `what would end a label's value or a line is escaped`() {
        let family = MetricFamily(
            MetricDescription("a.b", .gauge, help: "One \"line\"\nof \\ help"),
            [([MetricLabel("1st label", "a\"b\\c\nd\u{0}é")], 1)]
        )
        #expect(
            MetricsText.write([family], as: .openMetrics) == #"""
                # TYPE a_b gauge
                # HELP a_b One \"line\"\nof \\ help
                a_b{_1st_label="a\"b\\c\nd\#u{0}é"} 1
                # EOF

                """#
        )
        #expect(MetricsText.write([family], as: .prometheus).contains("# HELP a_b One \"line\"\\nof \\\\ help\n"))
    }

    @Test
    func `a state set, an info and a counter have names of their own in each format`() {
        let families = [
            MetricFamily(MetricDescription("s", .stateSet, help: ""), states: ["on", "off"], [([], "off")]),
            MetricFamily(MetricDescription("b", .info, help: ""), facts: [[MetricLabel("version", "1")]]),
            MetricFamily(MetricDescription("c_bytes", .counter, help: "Bytes."), [([], 3)]),
            MetricFamily(MetricDescription("none", .gauge, help: "Not known."), [([], nil)]),
        ]
        #expect(
            MetricsText.write(families, as: .openMetrics) == """
                # TYPE s stateset
                s{s="on"} 0
                s{s="off"} 1
                # TYPE b info
                b_info{version="1"} 1
                # TYPE c_bytes counter
                # UNIT c_bytes bytes
                # HELP c_bytes Bytes.
                c_bytes_total 3
                # EOF

                """
        )
        #expect(
            MetricsText.write(families, as: .prometheus) == """
                # TYPE s gauge
                s{s="on"} 0
                s{s="off"} 1
                # TYPE b_info gauge
                b_info{version="1"} 1
                # TYPE c_bytes_total counter
                # HELP c_bytes_total Bytes.
                c_bytes_total 3

                """
        )
    }

    @Test(arguments: [
        (nil, TextFormat.prometheus), ("", .prometheus), ("*/*", .prometheus), ("text/plain", .prometheus),
        ("application/openmetrics-text", .openMetrics), ("Application/OpenMetrics-Text; Version=1.0.0", .openMetrics),
        ("application/openmetrics-text;version=0.0.1", .prometheus),
        ("text/plain, application/openmetrics-text; version=\"1.0.0\"; charset=utf-8;q=0.3", .openMetrics),
        ("application/openmetrics-text;q=0", .prometheus), ("application/openmetrics-text;q=x", .prometheus),
        // Prometheus 2.42.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
        ),
    ])
    func `OpenMetrics is for those who ask for it`(accept: String?, format: TextFormat) {
        #expect(TextFormat(accept: accept) == format)
    }

    @Test
    func `a process says what the kernel says of it`() throws {
        let text = MetricsText.write(ProcessMetrics.families(), as: .openMetrics)
        var values: [Substring: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            values[parts[0]] = Double(parts[1])
        }
        #expect(
            values.keys.sorted() == [
                "process_cpu_seconds_total", "process_max_fds", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds", "process_threads", "process_virtual_memory_bytes",
            ]
        )
        #expect(try #require(values["process_resident_memory_bytes"]) > 1e6)
        #expect(try #require(values["process_open_fds"]) >= 3)
        #expect(try #require(values["process_start_time_seconds"]) > 1_700_000_000)
        #expect(try #require(values["process_threads"]) >= 1)
    }
}
