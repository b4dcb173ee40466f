// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension ContentCodec {
    static func readKey(_ reader: inout WireReader) throws(MalformedWire) -> Key {
        let id = try validated(try reader.text()) { text throws(InvalidInput) in try KeyID(text) }
        let revision = Revision(try reader.int64())
        guard let spec = KeySpec(rawValue: try reader.text()) else { throw MalformedWire() }
        let isEnabled = try reader.byte() == 1
        let plannedDeletionAt = try reader.optional { reader throws(MalformedWire) in try reader.timestamp() }
        let primaryVersionID = try readVersionID(&reader)
        let shared = try readShared(&reader)
        var aliases: [Key.Alias] = []
        for _ in 0..<(try reader.count(ofAtLeast: 12)) {
            aliases.append(Key.Alias(name: try reader.text(), sequence: SequenceNumber(try reader.int64())))
        }
        var versions: [Key.Version] = []
        for _ in 0..<(try reader.count(ofAtLeast: 12)) {
            versions.append(Key.Version(id: try readVersionID(&reader), createdAt: try reader.timestamp()))
        }
        guard versions.contains(where: { $0.id == primaryVersionID }) else { throw MalformedWire() }
        return Key(
            id: id,
            spec: spec,
            isEnabled: isEnabled,
            plannedDeletionAt: plannedDeletionAt,
            primaryVersionID: primaryVersionID,
            versions: versions,
            aliases: aliases,
            description: shared.description,
            tags: shared.tags,
            revision: revision,
            createdAt: shared.createdAt
        )
    }

    static func readSecret(_ reader: inout WireReader) throws(MalformedWire) -> Secret {
        let name = try validated(try reader.text()) { text throws(InvalidInput) in try SecretName(text) }
        let revision = Revision(try reader.int64())
        let keyText = try reader.optional { reader throws(MalformedWire) in try reader.text() }
        var keyID: KeyID?
        if let keyText { keyID = try validated(keyText) { text throws(InvalidInput) in try KeyID(text) } }
        let plannedDeletionAt = try reader.optional { reader throws(MalformedWire) in try reader.timestamp() }
        let shared = try readShared(&reader)
        var versions: [Secret.Version] = []
        for _ in 0..<(try reader.count(ofAtLeast: 16)) {
            let id = try readVersionID(&reader)
            let createdAt = try reader.timestamp()
            var stages: [String] = []
            for _ in 0..<(try reader.count(ofAtLeast: 4)) { stages.append(try reader.text()) }
            versions.append(Secret.Version(id: id, stages: stages, createdAt: createdAt))
        }
        // A current value that does not resolve is never applied, whoever sends it.
        guard versions.contains(where: { $0.stages.contains(Secret.currentStage) }) else { throw MalformedWire() }
        return Secret(
            name: name,
            encryptionKeyID: keyID,
            plannedDeletionAt: plannedDeletionAt,
            versions: versions,
            description: shared.description,
            tags: shared.tags,
            revision: revision,
            createdAt: shared.createdAt
        )
    }

    static func readTombstone(_ reader: inout WireReader) throws(MalformedWire) -> (ResourceID, Revision) {
        let id = try validated(try reader.text()) { text throws(InvalidInput) in try ResourceID(text) }
        return (id, Revision(try reader.int64()))
    }

    private static func readVersionID(_ reader: inout WireReader) throws(MalformedWire) -> VersionID {
        try validated(try reader.text()) { text throws(InvalidInput) in try VersionID(text) }
    }

    private static func readShared(
        _ reader: inout WireReader
    ) throws(MalformedWire) -> (description: String, createdAt: Timestamp, tags: [String: String]) {
        let description = try reader.text()
        let createdAt = try reader.timestamp()
        var tags: [String: String] = [:]
        for _ in 0..<(try reader.count(ofAtLeast: 8)) {
            let name = try reader.text()
            tags[name] = try reader.text()
        }
        return (description, createdAt, tags)
    }

    /// A peer's text that breaks a rule is malformed: it was checked where it was accepted.
    private static func validated<Value>(
        _ text: String,
        _ make: (String) throws(InvalidInput) -> Value
    ) throws(MalformedWire) -> Value {
        do {
            return try make(text)
        } catch {
            throw MalformedWire()
        }
    }
}

extension WireReader {
    mutating func timestamp() throws(MalformedWire) -> Timestamp { Timestamp(milliseconds: try int64()) }
}
