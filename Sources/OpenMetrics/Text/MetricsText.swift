// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Writes families as text that Prometheus and others read.
package struct MetricsText {
    private let format: TextFormat
    private var text = ""

    private init(_ format: TextFormat) { self.format = format }

    /// Writes them in the order given; a family without a series is left out.
    package static func write(_ families: [MetricFamily], as format: TextFormat) -> String {
        var writer = Self(format)
        for family in families where !family.samples.isEmpty { writer.write(family) }
        switch format {
        case .openMetrics: writer.text += "# EOF\n"
        case .prometheus: break
        }
        return writer.text
    }

    private mutating func write(_ family: MetricFamily) {
        let description = family.description
        let name = familyName(description)
        text += "# TYPE \(name) \(typeName(description.kind))\n"
        if let unit = description.unit, format == .openMetrics { text += "# UNIT \(name) \(unit.rawValue)\n" }
        if !description.help.isEmpty { text += "# HELP \(name) \(help(description.help))\n" }
        for sample in family.samples {
            text += description.name
            text += sample.suffix
            write(sample.labels)
            text += " "
            text += Self.number(sample.value)
            text += "\n"
        }
    }

    private mutating func write(_ labels: [MetricLabel]) {
        guard !labels.isEmpty else { return }
        var separator = "{"
        for label in labels {
            text += separator
            text += label.name
            text += "=\""
            text += Self.escaped(label.value, quotes: true)
            text += "\""
            separator = ","
        }
        text += "}"
    }

    /// The older format has no families: there, what a kind adds to the name of samples is part of the name.
    private func familyName(_ description: MetricDescription) -> String {
        switch (format, description.kind) {
        case (.prometheus, .counter): description.name + "_total"
        case (.prometheus, .info): description.name + "_info"
        case (.openMetrics, _), (.prometheus, .gauge), (.prometheus, .histogram), (.prometheus, .stateSet):
            description.name
        }
    }

    private func typeName(_ kind: MetricDescription.Kind) -> String {
        switch (kind, format) {
        case (.counter, _): "counter"
        case (.gauge, _), (.stateSet, .prometheus), (.info, .prometheus): "gauge"
        case (.histogram, _): "histogram"
        case (.stateSet, .openMetrics): "stateset"
        case (.info, .openMetrics): "info"
        }
    }

    private func help(_ text: String) -> String {
        switch format {
        case .openMetrics: Self.escaped(text, quotes: true)
        case .prometheus: Self.escaped(text, quotes: false)
        }
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// As both formats have it: whole numbers without a fraction, and the names of what is no number.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
