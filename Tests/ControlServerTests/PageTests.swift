// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel
import Testing
import Varlink

@testable import ControlServer

struct PageTests {
    @Test
    func `a page that would not fit a reply is cut after the last row that fits`() {
        let page = Page(rows: [1, 2, 3, 4], next: "4")
        func cut(_ size: Int) -> Page<Int> { page.fitting(size: { _ in size }, name: { "\($0)" }) }
        #expect(cut(1 << 20).rows == [1, 2, 3, 4])
        #expect(cut(1 << 20).next == "4")
        #expect(cut(2 << 20).rows == [1, 2, 3])
        #expect(cut(2 << 20).next == "3")
        #expect(cut(100 << 20).rows == [1], "a page without a row would never end")
        #expect(cut(100 << 20).next == "1")
    }

    @Test
    func `a resource is not estimated below half of what it takes on the wire`() throws {
        let id = InstanceID(stored: String(repeating: "i", count: 64))
        let tags = Dictionary(uniqueKeysWithValues: (0..<50).map { ("\"\($0)\"", String(repeating: "\\", count: 256)) })
        let description = String(repeating: "\n", count: 4096)
        let longest = VersionID(stored: String(repeating: "v", count: 64))
        var key = try NewKey(aliases: ["alias/a"], description: description, tags: tags)
            .key(id: KeyID(stored: id.description), revision: Revision(.max), sequence: .zero, now: testNow)
        key.versions = Array(repeating: Key.Version(id: longest, createdAt: testNow), count: 1000)
        #expect(try JSONObject.encode(KeysInterface.Key(key, of: id)).count <= key.wireSize * 2)
        var secret = try NewSecret(
            name: SecretName(String(repeating: "n", count: 256)),
            description: description,
            tags: tags
        ).secret(revision: Revision(.max), now: testNow)
        let stages = Array(repeating: String(repeating: "s", count: 64), count: 8)
        secret.versions = Array(repeating: Secret.Version(id: longest, stages: stages, createdAt: testNow), count: 10)
        #expect(try JSONObject.encode(SecretsInterface.Secret(secret, of: id)).count <= secret.wireSize * 2)
    }
}
