// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CoreMetrics
import Foundation
import OpenMetrics
import Testing

/// What we write, held against readers that were not written here.
struct ForeignReadersTests {
    /// PyPI's `prometheus-client`, whose parser is the reference of OpenMetrics.
    static let python: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        for python in [root.appending(path: ".build/venv/bin/python").path, "/usr/bin/python3"] {
            if (try? run(python, ["-c", "import prometheus_client.openmetrics.parser"], "")) == "" { return python }
        }
        print("SKIPPED: the tests with PyPI's prometheus-client: run `make setup`.")
        return nil
    }()

    static let promtool: String? = {
        let path = "/usr/bin/promtool"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
        print("SKIPPED: the tests with promtool: run `make setup`.")
        return nil
    }()

    /// Series with everything that is hard to write.
    private var families: [MetricFamily] {
        let hard = MetricLabel("of", "a \"quoted\" \\ back\\nslash,\nnew line} 1 # {é😀")
        let factory = OpenMetricsFactory(
            [
                MetricDescription("sent_bytes", .counter, help: "Bytes, \"all\" of them.\nAnd \\ more."),
                MetricDescription("wait_seconds", .histogram(bounds: [0.005, 1, 3600]), help: "Waits."),
            ],
            seriesLimit: 100
        )
        for name in ["one", "two"] {
            Counter(label: "sent_bytes", dimensions: [("to", name)], factory: factory).increment(by: 3)
            let timer = Timer(label: "wait_seconds", dimensions: [("to", name)], factory: factory)
            timer.recordMilliseconds(4)
            timer.recordSeconds(5000)
        }
        return factory.families() + [
            MetricFamily(MetricDescription("level", .gauge, help: "A level."), [([hard], 1.25e-7), ([], .nan)]),
            MetricFamily(MetricDescription("state", .stateSet, help: "A state."), states: ["a", "b"], [([hard], "b")]),
            MetricFamily(MetricDescription("build", .info, help: "A build."), facts: [[hard]]),
        ] + ProcessMetrics.families()
    }

    @Test(.enabled("needs PyPI's prometheus-client: run `make setup`") { python != nil })
    func `the reference parser of OpenMetrics reads what we write, and reads what we meant`() throws {
        let program = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
            families = {f.name: f for f in parse(sys.stdin.read())}
            print([(n, families[n].type, families[n].unit) for n in ("sent_bytes", "wait_seconds", "level", "state", "build")])
            print(families["sent_bytes"].documentation)
            print(families["level"].samples[0].labels["of"], families["level"].samples[0].value)
            print([s.value for s in families["wait_seconds"].samples if s.labels["to"] == "two"])
            print([s.value for s in families["state"].samples], families["process_cpu_seconds"].type)
            """
        let read = try Self.run(
            try #require(Self.python),
            ["-c", program],
            MetricsText.write(families, as: .openMetrics)
        )
        #expect(
            read == #"""
                [('sent_bytes', 'counter', 'bytes'), ('wait_seconds', 'histogram', 'seconds'), ('level', 'gauge', ''), ('state', 'stateset', ''), ('build', 'info', '')]
                Bytes, "all" of them.
                And \ more.
                a "quoted" \ back\nslash,
                new line} 1 # {é😀 1.25e-07
                [1, 1, 1, 2, 2, 5000.004]
                [0, 1] counter

                """#
        )
    }

    @Test(.enabled("needs promtool: run `make setup`") { promtool != nil })
    func `promtool finds nothing to say of the older format`() throws {
        let said = try Self.run(
            try #require(Self.promtool),
            ["check", "metrics"],
            MetricsText.write(families, as: .prometheus)
        )
        #expect(said == "")
    }

    /// Runs a program on a text; gives all that it says, and how it ended where that is not well.
    private static func run(_ program: String, _ arguments: [String], _ input: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "open-metrics-\(UUID())")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? said : "\(said)exit status \(process.terminationStatus)"
    }
}
