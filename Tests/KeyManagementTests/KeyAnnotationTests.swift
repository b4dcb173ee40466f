// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Testing

struct KeyAnnotationTests {
    @Test func `an update sets what is given and leaves the rest`() throws {
        let key = try sampleKey(aliases: ["alias/orders"])
        let described = try key.changed(by: .update(try KeyUpdate(description: "payments")))
        #expect(described.description == "payments")
        #expect(described.tags == key.tags)
        #expect(described.aliases == key.aliases)
        #expect(described.revision == Revision(2))
        let tagged = try described.changed(by: .update(try KeyUpdate(tags: [:])))
        #expect(tagged.tags.isEmpty)
        #expect(tagged.description == "payments")
    }

    @Test func `an update that says what is so already is no change`() throws {
        let key = try sampleKey(aliases: ["alias/b", "alias/a"])
        let same = try KeyUpdate(aliases: ["alias/a", "alias/b"], description: key.description, tags: key.tags)
        #expect(try key.outcome(of: .update(same)) == .unchanged)
        #expect(try key.outcome(of: .update(try KeyUpdate())) == .unchanged)
    }

    @Test func `an alias keeps the place in the feed at which it was given`() throws {
        let key = try sampleKey(aliases: ["alias/old", "alias/gone"])
        let updated = try key.changed(by: .update(try KeyUpdate(aliases: ["alias/new", "alias/old"])))
        #expect(
            updated.aliases == [
                Key.Alias(name: "alias/new", sequence: SequenceNumber(9)),
                Key.Alias(name: "alias/old", sequence: SequenceNumber(7)),
            ]
        )
    }

    @Test func `aliases are sorted and each is there once`() throws {
        let key = try NewKey(aliases: ["alias/b", "alias/a", "alias/b"])
        #expect(key.aliases == ["alias/a", "alias/b"])
    }

    @Test(arguments: ["alias/a", "alias/shop/orders_2-x", "alias/" + String(repeating: "x", count: 128)])
    func `an alias is alias and a name of letters, digits, slash, underscore and hyphen`(alias: String) throws {
        #expect(try AliasRule.check(alias, field: "aliases") == alias)
    }

    @Test(
        arguments: [
            "", "alias/", "orders", "Alias/orders", "alias/a b", "alias/ä", "alias/a.b", "aliasx/a",
            "alias/" + String(repeating: "x", count: 129),
        ]
    )
    func `other aliases are refused`(alias: String) throws {
        #expect(refusedField { _ = try NewKey(aliases: [alias]) } == "aliases")
        #expect(refusedField { _ = try KeyUpdate(aliases: [alias]) } == "aliases")
    }

    @Test func `a key has at most 32 aliases`() throws {
        let names = (1...33).map { "alias/\($0)" }
        #expect(try NewKey(aliases: Array(names.prefix(32))).aliases.count == 32)
        #expect(refusedField { _ = try NewKey(aliases: names) } == "aliases")
    }

    @Test func `a description has at most 4096 bytes`() throws {
        let longest = String(repeating: "ä", count: 2048)
        #expect(try NewKey(description: longest).description == longest)
        #expect(refusedField { _ = try NewKey(description: longest + "x") } == "description")
    }

    @Test(arguments: ["\u{0}", "a\u{1B}[31m", "\u{7F}", "\u{85}", "a\r"])
    func `a description has no control characters`(text: String) throws {
        #expect(refusedField { _ = try KeyUpdate(description: text) } == "description")
    }

    @Test func `a description may have several lines`() throws {
        #expect(try KeyUpdate(description: "a\n\tb").description == "a\n\tb")
    }

    @Test func `a resource has at most 50 tags`() throws {
        let tags = Dictionary(uniqueKeysWithValues: (1...51).map { ("tag\($0)", "") })
        #expect(refusedField { _ = try NewKey(tags: tags) } == "tags")
        #expect(try NewKey(tags: tags.filter { $0.key != "tag1" }).tags.count == 50)
    }

    @Test(
        arguments: [
            ["": "v"], [String(repeating: "k", count: 129): "v"], ["k": String(repeating: "v", count: 257)],
            ["k\n": "v"], ["k": "v\u{0}"],
        ]
    )
    func `a tag has a key of 1 to 128 bytes, a value of at most 256, and no control characters`(
        tags: [String: String]
    ) throws {
        #expect(refusedField { _ = try NewKey(tags: tags) } == "tags")
        #expect(refusedField { _ = try SecretUpdate(tags: tags) } == "tags")
    }

    @Test func `the longest tag is accepted`() throws {
        let tags = [String(repeating: "k", count: 128): String(repeating: "v", count: 256)]
        #expect(try KeyUpdate(tags: tags).tags == tags)
    }

    @Test func `a key is named by its id or by an alias`() throws {
        #expect(try KeyReference("key-1") == .id(try KeyID("key-1")))
        #expect(try KeyReference("alias/orders") == .alias("alias/orders"))
        #expect(refusedField { _ = try KeyReference("Orders") } == "keyId")
        #expect(refusedField { _ = try KeyReference("alias/") } == "keyId")
    }
}
