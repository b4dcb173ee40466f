// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Everything that an instance shows of its keys and secrets, values included.
struct Content: Equatable {
    /// By name: as it is listed, without the name of the instance.
    private(set) var secrets: [String: JSON] = [:]
    private(set) var keys: [String: JSON] = [:]
    /// By name and version of a secret.
    private(set) var values: [String: [UInt8]] = [:]

    /// Reads an instance over a connection on which nothing is on its way.
    init(of instance: String, over connection: ControlConnection) throws {
        for secret in try Self.all("Secrets.ListSecrets", "secrets", instance, connection) {
            secrets[secret.name.text ?? ""] = secret.without("instanceId")
        }
        for key in try Self.all("Keys.ListKeys", "keys", instance, connection) {
            keys[key.keyId.text ?? ""] = key.without("instanceId")
        }
        let wanted = secrets.values.flatMap { secret in secret.versions.list.map { (secret.name, $0.versionId) } }
        for (name, version) in wanted {
            let parameters: JSON = ["instanceId": .text(instance), "name": name, "versionId": version]
            try connection.send("Secrets.GetSecretValue", parameters)
        }
        for (name, version) in wanted {
            let answer = try connection.receive()
            let place = "\(name.text ?? "") \(version.text ?? "")"
            guard answer.error == nil, let value = answer.body.value.bytesOfBase64 else {
                throw DaemonProcess.Failure(description: "\(place) at \(instance): \(answer)")
            }
            values[place] = value
        }
    }

    private static func all(
        _ method: String,
        _ member: String,
        _ instance: String,
        _ connection: ControlConnection
    ) throws -> [JSON] {
        var found: [JSON] = []
        var after: JSON = .null
        repeat {
            let page = try connection.call(method, ["instanceId": .text(instance), "limit": 1000, "after": after])
            found += page[member].list
            after = page.next
        } while after != .null
        return found
    }

    /// What belongs to one connection of the load.
    func world(of prefix: String) -> World {
        var world = World()
        for (name, secret) in secrets where name.hasPrefix("\(prefix)/") {
            guard let current = version("ACSCurrent", of: name, secret) else { continue }
            world.secrets[name] = World.Secret(
                current: current,
                previous: version("ACSPrevious", of: name, secret),
                tag: secret.tags.load.text
            )
        }
        for (id, key) in keys where id.hasPrefix("\(prefix)-") {
            world.keys[id] = World.Key(
                spec: key.spec.text ?? "",
                versions: key.versions.list.count,
                isEnabled: key.state == "enabled",
                tag: key.tags.load.text
            )
        }
        return world
    }

    private func version(_ stage: JSON, of name: String, _ secret: JSON) -> World.Version? {
        let found = secret.versions.list.first { $0.stages.list.contains(stage) }
        guard let id = found?.versionId.text, let value = values["\(name) \(id)"] else { return nil }
        return World.Version(id: id, value: value)
    }

    /// In what a replica differs from this primary, for a person; nil when in nothing.
    func difference(of replica: Content) -> String? {
        guard self != replica else { return nil }
        let names = Set(secrets.keys).union(replica.secrets.keys).filter { secrets[$0] != replica.secrets[$0] }
        let ids = Set(keys.keys).union(replica.keys.keys).filter { keys[$0] != replica.keys[$0] }
        let places = Set(values.keys).union(replica.values.keys).filter { values[$0] != replica.values[$0] }
        let first = names.sorted().first.map {
            "\(String(describing: secrets[$0])), \(String(describing: replica.secrets[$0]))"
        }
        let second = ids.sorted().first.map {
            "\(String(describing: keys[$0])), \(String(describing: replica.keys[$0]))"
        }
        return "\(names.count) secrets, \(ids.count) keys, \(places.count) values \(places.sorted().prefix(5)) differ; "
            + [first, second].compactMap { $0 }.joined(separator: "; ")
    }
}
