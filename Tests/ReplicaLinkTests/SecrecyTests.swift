// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import KeyManagement
import SyncModel
import Testing

@testable import InstanceStore

struct SecrecyTests {
    @Test func `no byte of a key or a secret crosses the link or reaches a file in the clear`() async throws {
        let fixture = try await LinkFixture()
        let specs: [KeySpec] = [.aes256, .hmacSHA256, .ecP256, .ed25519, .rsa2048]
        for spec in specs { try await fixture.createKey(spec.rawValue.replacing("_", with: "-"), spec) }
        let values = ["Marker-of-a-plain-secret-0123456789", "Marker-of-a-covered-secret-987654321"]
        try await fixture.createSecret("plain", values[0])
        try await fixture.createSecret("covered", values[1], key: "aes-256")
        try await fixture.put("plain", "Marker-of-a-second-version-5555555555")
        let names = specs.map { "key/" + $0.rawValue.replacing("_", with: "-") } + ["secret/plain", "secret/covered"]
        let answers = LinkFixture.words(await fixture.push(try fixture.load(names)))
        #expect(answers == ["1", "1", "1", "1", "1", "2", "1"])
        #expect(try contents(of: fixture.primary) == contents(of: fixture.replica))
        var markers = (values + ["Marker-of-a-second-version-5555555555"]).map { Array($0.utf8) }
        for name in names.prefix(specs.count) { markers += try materials(of: name, fixture.primary) }
        markers.append(try fixture.store.digestKey(association: fixture.number).withUnsafeBytes { Array($0) })
        #expect(markers.count == 3 + specs.count + 1)
        var places = fixture.transport.requests.map { Data($0) } + fixture.transport.replies.map { Data($0) }
        #expect(places.count >= 8)
        for file in [fixture.primary, fixture.replica] {
            for suffix in ["", "-wal", "-shm"] {
                places.append(try Data(contentsOf: URL(fileURLWithPath: file.path + suffix)))
            }
        }
        for marker in markers {
            for form in forms(of: marker) {
                for place in places { #expect(place.range(of: form) == nil) }
            }
        }
        // The same search finds what is there.
        #expect(places.contains { $0.range(of: Data("secret/covered".utf8)) != nil })
    }

    private func materials(of name: String, _ file: InstanceFile) throws -> [[UInt8]] {
        try file.read { db in
            guard let record = try ResourceRecord.find(try ResourceID(name), db),
                case .key(_, let materials) = try ResourceReader(db, rootKey: file.rootKey).content(of: record)
            else { return [] }
            return materials.map { $0.withUnsafeBytes { Array($0) } }
        }
    }

    /// A part of the middle in the forms in which it might leak.
    private func forms(of marker: [UInt8]) -> [Data] {
        let part = marker.count > 64 ? Array(marker[24..<48]) : Array(marker.prefix(24))
        let hexadecimal = part.map { String(format: "%02x", $0) }.joined()
        return [Data(part), Data(part.reversed()), Data(hexadecimal.utf8)]
            + (0..<3).map { Data(Data(part.dropFirst($0)).base64EncodedString().dropLast(4).utf8) }
    }
}
