// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The keys that a mapping of the configuration file may have.
struct ConfigurationSection<Target> {
    /// Values that are good by themselves and not together.
    struct Contradiction {
        /// The keys that take part.
        let keys: [String]
        /// One sentence that says what is accepted.
        let reason: String
    }

    private let keys: [ConfigurationKey<Target>]
    private let contradiction: (Target) -> Contradiction?

    /// Takes the keys, and what has to hold between them.
    init(_ keys: [ConfigurationKey<Target>], contradiction: @escaping (Target) -> Contradiction? = { _ in nil }) {
        self.keys = keys
        self.contradiction = contradiction
    }

    /// Every key that has a value, with the names of the mappings that it stands in.
    var paths: [String] { keys.flatMap(\.paths) }

    /// Reads a mapping over the values that are there.
    func read(_ node: ConfigurationNode, into target: inout Target) throws(ConfigurationError) {
        let entries = try node.entries()
        for entry in entries {
            guard let key = keys.first(where: { $0.name == entry.name }) else {
                throw entry.key.error(unknown(entry.name, in: node.path))
            }
            try key.read(entry.value, &target)
        }
        if let contradiction = contradiction(target) {
            let place = entries.first { contradiction.keys.contains($0.name) }?.value ?? node
            throw place.error(contradiction.reason)
        }
    }

    /// The paths whose values differ and that a running daemon cannot change.
    func changesNeedingRestart(_ old: Target, _ new: Target) -> [String] {
        keys.flatMap { $0.changesNeedingRestart(old, new) }
    }

    private func unknown(_ name: String, in path: String) -> String {
        let place = path.isEmpty ? "at the top of the file" : "in \(path)"
        let names = keys.map(\.name)
        if let nearest = Spelling.nearest(to: name, among: names) {
            return "'\(name)' is no key \(place): did you mean '\(nearest)'?"
        }
        return "'\(name)' is no key \(place): there are \(names.joined(separator: ", "))."
    }
}
