// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Yams

/// A mapping of a manifest whose keys are strings.
struct ManifestObject {
    let line: Int
    let fields: [String: Node]

    init(_ node: Node) throws(Problem) {
        guard let mapping = node.mapping else {
            throw Problem(line: node.mark?.line, "This is no mapping: give a Kubernetes object of kind Secret.")
        }
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw Problem(line: key.mark?.line, "A key is no string: write it as one.")
            }
            if let first = fields.updateValue(value, forKey: name) {
                let line = key.mark?.line ?? 0
                throw .duplicate(name, firstLine: first.mark?.line ?? line, line: line)
            }
        }
        self.line = node.mark?.line ?? 1
        self.fields = fields
    }

    /// The mapping under `key`; nil where the key is missing or null.
    func object(_ key: String) throws(Problem) -> ManifestObject? {
        guard let node = fields[key], !Self.isNull(node) else { return nil }
        guard node.mapping != nil else {
            throw Problem(line: node.mark?.line, "\(Quoted(key)) is no mapping: give it keys and values.")
        }
        return try ManifestObject(node)
    }

    /// The string under `key`; where the key is missing or null, `fallback`, or else an error.
    func string(_ key: String, or fallback: String?) throws(Problem) -> String {
        guard let node = fields[key], !Self.isNull(node) else {
            if let fallback { return fallback }
            throw Problem(
                line: line,
                "\(Quoted(key)) is missing: give a .env file, a JSON object of strings, or Kubernetes objects of kind Secret."
            )
        }
        return try Self.string(node, named: key)
    }

    /// A scalar that YAML takes for a string; a number or a truth value must be quoted to be one.
    static func string(_ node: Node, named name: String) throws(Problem) -> String {
        guard let scalar = node.scalar else {
            throw Problem(line: node.mark?.line, "The value of \(Quoted(name)) is no string: write it as one string.")
        }
        if isNull(node) {
            throw Problem(
                line: node.mark?.line,
                "The value of \(Quoted(name)) is null: write \"\" for an empty one, or remove it."
            )
        }
        guard node.tag == Tag(.str) else {
            throw Problem(
                line: node.mark?.line,
                "The value of \(Quoted(name)) is no string in YAML: put it in double quotes."
            )
        }
        return scalar.string
    }

    private static func isNull(_ node: Node) -> Bool {
        node.scalar != nil && node.tag == Tag(.null)
    }
}
