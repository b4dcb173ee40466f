// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What one connection has made of its own keys and secrets, as they must be found.
struct World: Equatable {
    struct Version: Equatable {
        var id: String
        var value: [UInt8]
    }

    struct Secret: Equatable {
        var current: Version
        var previous: Version?
        var tag: String?
    }

    struct Key: Equatable {
        var spec: String
        var versions = 1
        var isEnabled = true
        var tag: String?
    }

    var secrets: [String: Secret] = [:]
    var keys: [String: Key] = [:]

    mutating func apply(_ change: Change) {
        switch change {
        case .createSecret(let name, let version, let value):
            secrets[name] = Secret(current: Version(id: version, value: value))
        case .putSecret(let name, let version, let value):
            let previous = secrets[name]?.current
            secrets[name]?.previous = previous
            secrets[name]?.current = Version(id: version, value: value)
        case .tagSecret(let name, let tag): secrets[name]?.tag = tag
        case .deleteSecret(let name): secrets[name] = nil
        case .createKey(let id, let spec): keys[id] = Key(spec: spec)
        case .rotateKey(let id): keys[id]?.versions += 1
        case .tagKey(let id, let tag): keys[id]?.tag = tag
        case .enableKey(let id): keys[id]?.isEnabled = true
        case .disableKey(let id): keys[id]?.isEnabled = false
        }
    }

    func applying(_ changes: some Sequence<Change>) -> World {
        var world = self
        for change in changes { world.apply(change) }
        return world
    }

    /// In what another world differs, for a person.
    func difference(from other: World) -> String {
        let names = Set(secrets.keys).union(other.secrets.keys).filter { secrets[$0] != other.secrets[$0] }
        let ids = Set(keys.keys).union(other.keys.keys).filter { keys[$0] != other.keys[$0] }
        let first = names.sorted().prefix(3).map {
            "\($0): \(Self.text(secrets[$0])) instead of \(Self.text(other.secrets[$0]))"
        }
        let second = ids.sorted().prefix(3).map {
            "\($0): \(String(describing: keys[$0])) instead of \(String(describing: other.keys[$0]))"
        }
        return "\(names.count) secrets, \(ids.count) keys: " + (first + second).joined(separator: "; ")
    }

    private static func text(_ secret: Secret?) -> String {
        guard let secret else { return "none" }
        return "\(secret.current.id) after \(secret.previous?.id ?? "none"), tag \(secret.tag ?? "none"), "
            + "\(secret.current.value.count) bytes"
    }
}
