// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Yams

/// A value of the configuration file, with its place.
struct ConfigurationNode {
    /// A key of a mapping and what stands behind it.
    struct Entry {
        /// The key's text.
        let name: String
        /// The key's place.
        let key: ConfigurationNode
        /// The value.
        let value: ConfigurationNode
    }

    /// Most characters of the file that an error repeats.
    private static let maximumQuoteLength = 60

    private let node: Node
    private let file: String
    /// Where it stands, such as `roles.viewer.users`; empty for the whole file.
    let path: String

    /// Takes a node of a file.
    init(_ node: Node, file: String, path: String = "") {
        self.node = node
        self.file = file
        self.path = path
    }

    /// The text of a scalar; nil where it is a list, a mapping or nothing.
    var scalar: String? { isNull ? nil : node.scalar?.string }

    /// The text of a scalar without quotes, as numbers and words are written.
    var plain: String? { node.scalar?.style == .plain ? scalar : nil }

    /// An error at this place.
    func error(_ reason: String) -> ConfigurationError {
        ConfigurationError(file: file, line: node.mark?.line, column: node.mark?.column, reason: reason)
    }

    /// An error that says what this is, and what is accepted.
    func refusal(_ accepted: String) -> ConfigurationError { error("\(path) is \(found): give \(accepted).") }

    /// The entries of a mapping in the order of the file; nothing at all stands for a mapping without entries.
    func entries() throws(ConfigurationError) -> [Entry] {
        if isNull { return [] }
        guard let mapping = node.mapping else {
            let subject = path.isEmpty ? "The file" : path
            throw error("\(subject) is \(found): give keys with values, one a line, as in 'key: value'.")
        }
        var entries: [Entry] = []
        for (key, value) in mapping {
            let place = ConfigurationNode(key, file: file, path: path)
            guard let name = key.scalar?.string else { throw place.error("A key is a plain word: write 'key: value'.") }
            let below = path.isEmpty ? name : "\(path).\(name)"
            entries.append(
                Entry(name: name, key: place, value: ConfigurationNode(value, file: file, path: below))
            )
        }
        return entries
    }

    /// The items of a list of at most `limit`; `of` says what they are.
    func items(of kind: String, atMost limit: Int) throws(ConfigurationError) -> [ConfigurationNode] {
        guard let sequence = node.sequence else { throw refusal("a list of \(kind), such as [a, b], or [] for none") }
        guard sequence.count <= limit else {
            throw error("\(path) has \(sequence.count) items: give at most \(limit).")
        }
        return sequence.enumerated().map { index, item in
            ConfigurationNode(item, file: file, path: "\(path)[\(index)]")
        }
    }

    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private var found: String {
        switch node {
        case .scalar(let scalar):
            if isNull { return "empty" }
            let quote = scalar.string.prefix(Self.maximumQuoteLength)
            return "'\(quote)'" + (quote.count < scalar.string.count ? "…" : "")
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .alias: return "an alias"
        }
    }
}
