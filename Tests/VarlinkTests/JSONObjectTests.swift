// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

@testable import Varlink

/// Our coders against Foundation's, which are the measure of what Codable types expect.
struct JSONObjectTests {
    private enum Kind: String, Codable, CaseIterable {
        case plain
        case twoWords = "two_words"
    }

    private struct Leaf: Codable, Equatable {
        var small: Int8
        var big: UInt64
        var ratio: Double
        var half: Float
        var kind: Kind
    }

    private struct Wrapped: Codable, Equatable {
        var text: String

        init(_ text: String) {
            self.text = text
        }

        init(from decoder: any Decoder) throws {
            text = try decoder.singleValueContainer().decode(String.self)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
    }

    private struct Tree: Codable, Equatable {
        var name: String
        var flag: Bool
        var leaf: Leaf?
        var wrapped: Wrapped
        var tags: [String: String]
        var counts: [String: Int]
        var list: [Int?]
        var trees: [Tree]
        var grid: [[Double]]
    }

    private struct Empty: Codable, Equatable {}

    private struct Holder: Codable, Equatable {
        var empty: Empty
        var after: Int
    }

    private func tree(depth: Int) -> Tree {
        Tree(
            name: "n/\(depth) \"\\\n\t\u{1}\u{7f}\u{e9}\u{1f600}",
            flag: depth.isMultiple(of: 2),
            leaf: depth == 1 ? nil : Leaf(small: -128, big: .max, ratio: 1.0e-7, half: 0.1, kind: .twoWords),
            wrapped: Wrapped("w"),
            tags: ["b": "2", "a": "1", "": ""],
            counts: Dictionary(uniqueKeysWithValues: (0..<depth * 20).map { ("k\($0)", $0) }),
            list: [1, nil, .min, .max],
            trees: depth == 0 ? [] : [tree(depth: depth - 1), tree(depth: depth - 1)],
            grid: [[], [1, 2.5], [-0.0, 1e300]]
        )
    }

    @Test func `what we write Foundation reads, and what it writes we read`() throws {
        let tree = tree(depth: 3)
        let ours = try JSONObject.encode(tree)
        #expect(try JSONDecoder().decode(Tree.self, from: Data(ours)) == tree)
        #expect(try JSONObject.decode(Tree.self, from: ours) == tree)
        #expect(try JSONObject.decode(Tree.self, from: [UInt8](try JSONEncoder().encode(tree))) == tree)
    }

    @Test func `members are written in the order of the type, and strings' dictionaries sorted`() throws {
        let bytes = try JSONObject.encode(Leaf(small: 1, big: 2, ratio: 3, half: 0.5, kind: .plain))
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"small":1,"big":2,"ratio":3,"half":0.5,"kind":"plain"}"#)
        let tags = try JSONObject.encode(["b": "2", "a": "1/2"])
        #expect(String(decoding: tags, as: UTF8.self) == #"{"a":"1/2","b":"2"}"#)
    }

    @Test func `an empty value is an empty object wherever it stands`() throws {
        #expect(try JSONObject.encode(Empty()) == Array("{}".utf8))
        let holder = try JSONObject.encode(Holder(empty: Empty(), after: 1))
        #expect(String(decoding: holder, as: UTF8.self) == #"{"empty":{},"after":1}"#)
        #expect(try JSONObject.decode(Holder.self, from: holder) == Holder(empty: Empty(), after: 1))
    }

    @Test(arguments: [
        #"{"small":1.5,"big":1,"ratio":1,"half":1,"kind":"plain"}"#,
        #"{"small":128,"big":1,"ratio":1,"half":1,"kind":"plain"}"#,
        #"{"small":"1","big":1,"ratio":1,"half":1,"kind":"plain"}"#,
        #"{"small":true,"big":1,"ratio":1,"half":1,"kind":"plain"}"#,
        #"{"small":null,"big":1,"ratio":1,"half":1,"kind":"plain"}"#,
        #"{"big":1,"ratio":1,"half":1,"kind":"plain"}"#,
        #"{"big":1,"ratio":1,"small":1e0,"half":1,"kind":"plain"}"#,
    ])
    func `what does not fit is named`(text: String) throws {
        do {
            _ = try JSONObject.decode(Leaf.self, from: Array(text.utf8))
            Issue.record("decoded")
        } catch let error as DecodingError {
            #expect(try VarlinkError.invalidParameter(error).decode([String: String].self) == ["parameter": "small"])
        }
    }

    @Test(arguments: [
        #"{"small":1,"big":-1,"ratio":1,"half":1,"kind":"plain"}"#,
        #"{"small":1,"big":1,"ratio":1e999,"half":1,"kind":"plain"}"#,
        #"{"small":1,"big":1,"ratio":1,"half":1e300,"kind":"plain"}"#,
        #"{"small":1,"big":1,"ratio":1,"half":1,"kind":"none"}"#,
        #"{"small":1,"big":1,"ratio":1,"half":1,"kind":"plain"}}"#,
        "[]", "1", "", "{",
    ])
    func `what is out of range, no word of an enum or no object is refused`(text: String) {
        #expect(throws: DecodingError.self) { try JSONObject.decode(Leaf.self, from: Array(text.utf8)) }
    }
}
