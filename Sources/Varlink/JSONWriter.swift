// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Writes values as JSON, each byte once, while the values encode themselves.
///
/// Codable never says when a container is complete. So each open one has a level, and writing at a level completes all
/// deeper ones; a container that is written to after one outside it was is a mistake of the type, and traps.
final class JSONWriter {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    private var open: [Container] = []

    private struct Container {
        let closing: UInt8
        var isEmpty = true
    }

    /// How many containers are open: the level of the innermost.
    var level: Int { open.count }

    /// Starts an object and gives its level.
    func openObject() -> Int {
        bytes.append(UInt8(ascii: "{"))
        open.append(Container(closing: UInt8(ascii: "}")))
        return open.count
    }

    /// Starts an array and gives its level.
    func openArray() -> Int {
        bytes.append(UInt8(ascii: "["))
        open.append(Container(closing: UInt8(ascii: "]")))
        return open.count
    }

    /// Completes everything deeper than `level`.
    func close(to level: Int) {
        precondition(open.count >= level, "a container is written to after one outside it")
        while open.count > level, let container = open.popLast() {
            bytes.append(container.closing)
        }
    }

    /// Makes room for the next element of the array at `level`.
    func element(at level: Int) {
        close(to: level)
        if !open[level - 1].isEmpty {
            bytes.append(UInt8(ascii: ","))
        }
        open[level - 1].isEmpty = false
    }

    /// Writes the key of the next member of the object at `level`.
    func key(_ key: String, at level: Int) {
        element(at: level)
        JSONEscapes.append(key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes `null`.
    func writeNull() {
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes any value; throws what its `encode(to:)` throws, and an `EncodingError` for a number that is not finite.
    func write<Value: Encodable>(_ value: Value) throws {
        switch value {
        case let text as String: JSONEscapes.append(text, to: &bytes)
        case let number as Int: bytes.append(contentsOf: number.description.utf8)
        case let flag as Bool: bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case let number as Double: try write(float: number)
        case let number as Float: try write(float: Double(number), text: number.description)
        case let table as [String: String]:
            let level = openObject()
            for (name, text) in table.sorted(by: { $0.key < $1.key }) {
                key(name, at: level)
                JSONEscapes.append(text, to: &bytes)
            }
            close(to: level - 1)
        case let number as any FixedWidthInteger: bytes.append(contentsOf: "\(number)".utf8)
        default:
            let before = (level: level, bytes: bytes.count)
            try value.encode(to: JSONValueEncoder(writer: self))
            if bytes.count == before.bytes {
                _ = openObject()
            }
            close(to: before.level)
        }
    }

    private func write(float: Double, text: String? = nil) throws {
        guard float.isFinite else {
            let context = EncodingError.Context(codingPath: [], debugDescription: "JSON has finite numbers only.")
            throw EncodingError.invalidValue(float, context)
        }
        let text = text ?? float.description
        bytes.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : Substring(text)).utf8)
    }
}
