// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// Time and memory of a bootstrap against its size, as a picture that stands alone and reads on light and dark ground.
struct ScalePlot {
    private struct Curve {
        var name: String
        var style: String
        var points: [(size: Int, value: Double)]
    }

    private static let panel = (width: 340.0, height: 200.0)
    private let time: [Curve]
    private let memory: [Curve]

    init(_ figures: [Figure]) {
        func points(_ prefix: String, _ value: (Figure) -> Double?) -> [(size: Int, value: Double)] {
            figures.filter { $0.row.hasPrefix(prefix) }.compactMap { figure in
                guard let size = figure.size, let value = value(figure) else { return nil }
                return (size, value)
            }
        }
        time = [
            Curve(name: "kmsyncd", style: "ours", points: points("scale.time.") { $0.value * 1e6 }),
            Curve(name: "plain C", style: "limit", points: points("scale.time.") { $0.limit.map { $0 * 1e6 } }),
        ]
        memory = [Curve(name: "kmsyncd", style: "ours", points: points("scale.memory.") { $0.value })]
    }

    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 310" role="img" font-family="sans-serif" font-size="12">
        <title>Bootstrap to three replicas: time for each resource and most memory, against the number of resources</title>
        <style>
          text { fill: #57606a } .head { font-size: 14px; font-weight: 600 }
          .axis { stroke: #8c959f; fill: none } .grid { stroke: #8c959f; stroke-opacity: .25; fill: none }
          .ours { stroke: #2f81f7; fill: #2f81f7 } .limit { stroke: #d18616; fill: #d18616 }
          polyline { fill: none !important; stroke-width: 2 } text.ours, text.limit { stroke: none }
          @media (prefers-color-scheme: dark) { text { fill: #adbac7 } }
        </style>
        \(panel(at: 60, "Bootstrap of three replicas: µs a resource", time))
        \(panel(at: 510, "Most memory during it: MB", memory))
        </svg>

        """
    }

    private func panel(at left: Double, _ title: String, _ curves: [Curve]) -> String {
        let points = curves.flatMap(\.points)
        guard let least = points.map(\.size).min(), let most = points.map(\.size).max(), least < most else { return "" }
        let top = niceTop(points.map(\.value).max() ?? 1)
        let (width, height) = Self.panel
        func x(_ size: Int) -> Double {
            width * (log10(Double(size)) - log10(Double(least))) / (log10(Double(most)) - log10(Double(least)))
        }
        func y(_ value: Double) -> Double { height * (1 - value / top) }
        var parts = ["<g transform=\"translate(\(left) 50)\">", "<text class=\"head\" y=\"-22\">\(title)</text>"]
        for step in 0...4 {
            let value = top * Double(step) / 4
            parts.append("<path class=\"grid\" d=\"M0 \(place(y(value)))H\(place(width))\"/>")
            parts.append("<text x=\"-8\" y=\"\(place(y(value) + 4))\" text-anchor=\"end\">\(digits(value))</text>")
        }
        parts.append("<path class=\"axis\" d=\"M0 0V\(place(height))H\(place(width))\"/>")
        let below = "x=\"\(place(width / 2))\" y=\"\(place(height + 40))\" text-anchor=\"middle\""
        parts.append("<text \(below)>resources</text>")
        for size in Set(points.map(\.size)).sorted() {
            parts.append(
                "<text x=\"\(place(x(size)))\" y=\"\(place(height + 18))\" text-anchor=\"middle\">\(grouped(size))</text>"
            )
        }
        for curve in curves {
            let line = curve.points.map { "\(place(x($0.size))),\(place(y($0.value)))" }
            parts.append("<polyline class=\"\(curve.style)\" points=\"\(line.joined(separator: " "))\"/>")
            for point in curve.points {
                let (x, y) = (place(x(point.size)), place(y(point.value)))
                let exact = "\(curve.name), \(grouped(point.size)): \(digits(point.value))"
                parts.append(
                    "<circle class=\"\(curve.style)\" cx=\"\(x)\" cy=\"\(y)\" r=\"3\"><title>\(exact)</title></circle>"
                )
            }
            if let last = curve.points.last {
                // The names of curves that meet stand on both sides.
                let isLowest = curves.count > 1 && curves.allSatisfy { ($0.points.last?.value ?? 0) >= last.value }
                let nameAt = y(last.value) + (isLowest ? 20 : -10)
                parts.append(
                    "<text class=\"\(curve.style)\" x=\"\(place(width))\" y=\"\(place(nameAt))\" "
                        + "text-anchor=\"end\">\(curve.name)</text>"
                )
            }
        }
        return (parts + ["</g>"]).joined(separator: "\n")
    }

    /// The next of 1, 2, 4 or 8 times a power of ten, so that four steps have short names.
    private func niceTop(_ value: Double) -> Double {
        let power = pow(10, floor(log10(max(value, 1e-9))))
        return power * ([1, 2, 4, 8, 10].first { power * $0 >= value } ?? 10)
    }

    private func place(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
