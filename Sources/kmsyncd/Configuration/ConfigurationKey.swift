// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A key of a mapping of the configuration file: how its value is read, and where it goes.
struct ConfigurationKey<Target> {
    /// Whether a running daemon takes a change.
    enum Effect: Sendable {
        /// With the reload.
        case atReload
        /// Only with a restart.
        case atRestart
    }

    /// The key itself.
    let name: String
    /// The keys beneath it, with its own name in front; only itself where nothing is beneath.
    let paths: [String]
    /// Reads a value into the target.
    let read: (ConfigurationNode, inout Target) throws(ConfigurationError) -> Void
    /// The paths whose values differ and that a running daemon cannot change.
    let changesNeedingRestart: (Target, Target) -> [String]

    /// A key with a value.
    static func value<Value: Equatable>(
        _ name: String,
        _ place: WritableKeyPath<Target, Value>,
        _ parse: @escaping (ConfigurationNode) throws(ConfigurationError) -> Value
    ) -> Self {
        Self(name: name, paths: [name]) { node, target throws(ConfigurationError) in
            target[keyPath: place] = try parse(node)
        } changesNeedingRestart: { old, new in
            old[keyPath: place] == new[keyPath: place] ? [] : [name]
        }
    }

    /// A key with a list of mappings, at most `limit`; `kind` says what they are.
    static func list<Item: Equatable>(
        _ name: String,
        _ place: WritableKeyPath<Target, [Item]>,
        of kind: String,
        atMost limit: Int,
        startingFrom empty: Item,
        _ section: ConfigurationSection<Item>
    ) -> Self {
        Self(name: name, paths: section.paths.map { "\(name)[].\($0)" }) { node, target throws(ConfigurationError) in
            var items: [Item] = []
            for node in try node.items(of: kind, atMost: limit) {
                var item = empty
                try section.read(node, into: &item)
                items.append(item)
            }
            target[keyPath: place] = items
        } changesNeedingRestart: { old, new in
            old[keyPath: place] == new[keyPath: place] ? [] : [name]
        }
    }

    /// A key with keys beneath it.
    static func section<Inner>(
        _ name: String,
        _ place: WritableKeyPath<Target, Inner>,
        _ section: ConfigurationSection<Inner>,
        takesEffect effect: Effect = .atRestart
    ) -> Self {
        Self(name: name, paths: section.paths.map { "\(name).\($0)" }) { node, target throws(ConfigurationError) in
            try section.read(node, into: &target[keyPath: place])
        } changesNeedingRestart: { old, new in
            switch effect {
            case .atReload: []
            case .atRestart:
                section.changesNeedingRestart(old[keyPath: place], new[keyPath: place]).map { "\(name).\($0)" }
            }
        }
    }
}

extension ConfigurationKey {
    /// A whole number within the bounds.
    static func integer(
        _ name: String,
        _ place: WritableKeyPath<Target, Int>,
        in bounds: ClosedRange<Int>
    ) -> Self {
        value(name, place) { node throws(ConfigurationError) in try node.integer(in: bounds) }
    }

    /// A number of seconds within the bounds.
    static func seconds(
        _ name: String,
        _ place: WritableKeyPath<Target, Duration>,
        in bounds: ClosedRange<Double>
    ) -> Self {
        value(name, place) { node throws(ConfigurationError) in try node.seconds(in: bounds) }
    }

    /// `true` or `false`.
    static func flag(_ name: String, _ place: WritableKeyPath<Target, Bool>) -> Self {
        value(name, place) { node throws(ConfigurationError) in try node.flag() }
    }
}
