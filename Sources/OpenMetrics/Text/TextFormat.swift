// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The two texts that are understood where metrics are read.
package enum TextFormat: Sendable, CaseIterable {
    /// OpenMetrics 1.0.
    case openMetrics
    /// The older text format of Prometheus, version 0.0.4: what is new in the other is a gauge here.
    case prometheus

    /// For the header Content-Type.
    package var contentType: String {
        switch self {
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        }
    }

    /// What a client takes by its header Accept (RFC 9110, section 12.5.1): OpenMetrics only where it is named.
    package init(accept: String?) {
        let takesOpenMetrics = (accept ?? "").lowercased().split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
            guard parts.first == "application/openmetrics-text" else { return false }
            return parts.dropFirst().allSatisfy { parameter in
                if parameter.hasPrefix("version=") { return parameter == "version=1.0.0" }
                if parameter.hasPrefix("q=") { return Double(parameter.dropFirst(2)) ?? 0 > 0 }
                return true
            }
        }
        self = takesOpenMetrics ? .openMetrics : .prometheus
    }
}
