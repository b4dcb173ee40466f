// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// The canonical form of a whole resource: what travels to a replica, and what digests are made of.
///
/// The same content has the same bytes everywhere. Metadata comes first; material is copied only into `Material`.
enum ContentCodec {
    /// Most bytes of a resource's canonical form: 1,000 versions of the largest key fit.
    static let maximumSize = 4 * 1024 * 1024

    private static let format: UInt8 = 1

    private enum Tag {
        static let tombstone: UInt8 = 0
        static let key: UInt8 = 1
        static let secret: UInt8 = 2
    }

    static func encode(_ content: ResourceContent) -> Material {
        var metadata = WireWriter()
        metadata.append(format)
        let materials: [Material]
        switch content {
        case .key(let key, let keyMaterials):
            metadata.append(Tag.key)
            append(key, to: &metadata)
            materials = keyMaterials
        case .secret(let secret, let values):
            metadata.append(Tag.secret)
            append(secret, to: &metadata)
            materials = values
        case .tombstone(let id, let revision):
            metadata.append(Tag.tombstone)
            metadata.append(id.description)
            metadata.append(revision.rawValue)
            materials = []
        }
        return join(metadata.bytes, materials)
    }

    static func decode(_ content: Material) throws(MalformedWire) -> ResourceContent {
        let decoded = content.withUnsafeBytes { memory -> Result<ResourceContent, MalformedWire> in
            do throws(MalformedWire) {
                var reader = WireReader(memory)
                let content = try read(&reader)
                return reader.isAtEnd ? .success(content) : .failure(MalformedWire())
            } catch {
                return .failure(error)
            }
        }
        return try decoded.get()
    }

    private static func read(_ reader: inout WireReader) throws(MalformedWire) -> ResourceContent {
        guard try reader.byte() == format else { throw MalformedWire() }
        switch try reader.byte() {
        case Tag.tombstone:
            let (id, revision) = try readTombstone(&reader)
            return .tombstone(id, revision)
        case Tag.key:
            let key = try readKey(&reader)
            return .key(key, materials: try materials(key.versions.count, &reader))
        case Tag.secret:
            let secret = try readSecret(&reader)
            return .secret(secret, values: try materials(secret.versions.count, &reader))
        default:
            throw MalformedWire()
        }
    }

    private static func materials(_ count: Int, _ reader: inout WireReader) throws(MalformedWire) -> [Material] {
        var materials: [Material] = []
        for _ in 0..<count { materials.append(try reader.material()) }
        return materials
    }

    private static func join(_ metadata: [UInt8], _ materials: [Material]) -> Material {
        let size = materials.reduce(metadata.count) { $0 + 4 + $1.count }
        return Material(count: size) { memory in
            memory.copyBytes(from: metadata)
            var offset = metadata.count
            for material in materials {
                memory.storeBytes(of: UInt32(material.count).bigEndian, toByteOffset: offset, as: UInt32.self)
                offset += 4
                material.withUnsafeBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: memory[offset..<(offset + bytes.count)])
                        .copyMemory(from: bytes)
                }
                offset += material.count
            }
        }
    }

    private static func append(_ key: Key, to writer: inout WireWriter) {
        writer.append(key.id.description)
        writer.append(key.revision.rawValue)
        writer.append(key.spec.rawValue)
        writer.append(UInt8(key.isEnabled ? 1 : 0))
        writer.append(optional: key.plannedDeletionAt) { $0.append($1.milliseconds) }
        writer.append(key.primaryVersionID.description)
        append(key.description, key.tags, key.createdAt, to: &writer)
        writer.append(count: key.aliases.count)
        for alias in key.aliases.sorted(by: { $0.name < $1.name }) {
            writer.append(alias.name)
            writer.append(alias.sequence.rawValue)
        }
        writer.append(count: key.versions.count)
        for version in key.versions {
            writer.append(version.id.description)
            writer.append(version.createdAt.milliseconds)
        }
    }

    private static func append(_ secret: Secret, to writer: inout WireWriter) {
        writer.append(secret.name.description)
        writer.append(secret.revision.rawValue)
        writer.append(optional: secret.encryptionKeyID) { $0.append($1.description) }
        writer.append(optional: secret.plannedDeletionAt) { $0.append($1.milliseconds) }
        append(secret.description, secret.tags, secret.createdAt, to: &writer)
        writer.append(count: secret.versions.count)
        for version in secret.versions {
            writer.append(version.id.description)
            writer.append(version.createdAt.milliseconds)
            writer.append(count: version.stages.count)
            for stage in version.stages.sorted() { writer.append(stage) }
        }
    }

    private static func append(
        _ description: String,
        _ tags: [String: String],
        _ createdAt: Timestamp,
        to writer: inout WireWriter
    ) {
        writer.append(description)
        writer.append(createdAt.milliseconds)
        writer.append(count: tags.count)
        for (name, value) in tags.sorted(by: { $0.key < $1.key }) {
            writer.append(name)
            writer.append(value)
        }
    }
}
