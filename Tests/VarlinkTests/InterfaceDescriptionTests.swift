// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import Varlink

struct InterfaceDescriptionTests {
    private static let text = """
        # A comment: method Ignored() -> ()
        interface org.example.more-or-less

        type Inner (ratio: float, kind: (one, two_three))
        type State (idle, busy)
        # Another.
        method Do(
          count: int,   # trailing
          name: ?string,
          flag: ?bool,
          inner: ?Inner,
          list: ?[]?int,
          tags: ?[string]string,
          set: ?[string](),
          state: ?State,
          open: ?object
        ) -> (inner: Inner)
        method Nothing()->()
        error Failed (reason: string)
        error Bare
        """

    private let interface: InterfaceDescription

    init() throws {
        interface = try InterfaceDescription(Self.text)
    }

    private func invalidParameter(_ json: String) throws -> String? {
        let method = try #require(interface.methods["Do"])
        do {
            try interface.check(parameters: Array(json.utf8), of: method)
            return nil
        } catch {
            #expect(error.name == "org.varlink.service.InvalidParameter")
            return try error.decode([String: String].self)["parameter"]
        }
    }

    @Test func `names, fields and types are read`() throws {
        #expect(interface.name == "org.example.more-or-less")
        #expect(interface.methodNames == ["Do", "Nothing"])
        #expect(interface.errorNames == ["Bare", "Failed"])
        #expect(interface.errors["Failed"] == [.init(name: "reason", type: .string)])
        #expect(interface.types["State"] == .words(["idle", "busy"]))
        let method = try #require(interface.methods["Do"])
        #expect(method.parameters.map(\.name).first == "count")
        #expect(method.parameters.first { $0.name == "list" }?.type == .nullable(.array(.nullable(.int))))
        #expect(method.reply == [.init(name: "inner", type: .named("Inner"))])
        #expect(interface.methods["Nothing"]?.parameters == [])
    }

    @Test func `the text is kept as it was written`() {
        #expect(interface.text == Self.text)
    }

    @Test(arguments: [
        #"{"count":1}"#,
        #"{"count":-9223372036854775808,"name":null,"inner":null}"#,
        #"{"count":1,"inner":{"ratio":1,"kind":"one"}}"#,
        #"{"count":1,"inner":{"ratio":1.5e3,"kind":"anything"},"list":[1,null],"tags":{"a":"b"},"set":{"x":{}}}"#,
        #"{"count":1,"state":"idle","open":{"a":[1,{}]},"flag":true}"#,
    ])
    func `parameters that fit are accepted`(json: String) throws {
        #expect(try invalidParameter(json) == nil)
    }

    @Test(arguments: [
        (#"{}"#, "count"),
        (#"{"count":null}"#, "count"),
        (#"{"count":1.5}"#, "count"),
        (#"{"count":1e2}"#, "count"),
        (#"{"count":9223372036854775808}"#, "count"),
        (#"{"count":"1"}"#, "count"),
        (#"{"count":true}"#, "count"),
        (#"{"count":1,"count":2}"#, "count"),
        (#"{"count":1,"unknown":null}"#, "unknown"),
        (#"{"count":1,"Name":"x"}"#, "Name"),
        (#"{"count":1,"name":1}"#, "name"),
        (#"{"count":1,"flag":"true"}"#, "flag"),
        (#"{"count":1,"inner":{"ratio":"1","kind":"one"}}"#, "inner.ratio"),
        (#"{"count":1,"inner":{"ratio":1}}"#, "inner.kind"),
        (#"{"count":1,"inner":{"ratio":1,"kind":"one","more":1}}"#, "inner.more"),
        (#"{"count":1,"inner":[]}"#, "inner"),
        (#"{"count":1,"list":[1,2.5]}"#, "list[1]"),
        (#"{"count":1,"list":{}}"#, "list"),
        (#"{"count":1,"tags":{"a":1}}"#, "tags.a"),
        (#"{"count":1,"set":{"a":{"b":1}}}"#, "set.a.b"),
        (#"{"count":1,"state":1}"#, "state"),
        (#"{"count":1,"open":[]}"#, "open"),
    ])
    func `the parameter that does not fit is named`(json: String, name: String) throws {
        #expect(try invalidParameter(json) == name)
    }

    @Test func `replies and errors are checked in the same way`() throws {
        let method = try #require(interface.methods["Do"])
        #expect(throws: Never.self) {
            try interface.check(reply: Array(#"{"inner":{"ratio":0,"kind":"one"}}"#.utf8), of: method)
        }
        #expect(throws: VarlinkError.self) { try interface.check(reply: Array("{}".utf8), of: method) }
        #expect(throws: Never.self) {
            try interface.check(parameters: Array(#"{"reason":"x"}"#.utf8), ofError: "Failed")
        }
        #expect(throws: VarlinkError.self) { try interface.check(parameters: Array("{}".utf8), ofError: "Failed") }
    }

    @Test(arguments: [
        ("", 1), ("interface bad", 1), ("interface a.b\nmethod lower() -> ()", 2), ("interface a.b\nmethod M() ()", 2),
        ("interface a.b\n\nmethod M(a: Missing) -> ()", 3), ("interface a.b\nmethod M(a: int, a: int) -> ()", 2),
        ("interface a.b\ntype M (a)\nmethod M() -> ()", 3), ("interface a.b\nmethod M(a) -> ()", 2),
        ("interface a.b\nmethod M(a: ??int) -> ()", 2), ("interface a.b\ntype T (a, b: int)", 2),
        ("interface a.b\nmethod M(a: int,) -> ()", 2), ("interface a.b\nmethod M(_a: int) -> ()", 2),
        ("interface a.b\nmethod M(a: int", 2), ("interface a.b\nnonsense", 2), ("interface a..b", 1),
    ])
    func `a malformed description names its line`(text: String, line: Int) {
        let error = #expect(throws: InterfaceDescriptionError.self) { try InterfaceDescription(text) }
        #expect(error?.line == line)
    }

    @Test func `types that nest without end are refused`() {
        let text = "interface a.b\nmethod M(a: \(String(repeating: "[]", count: 100_000))int) -> ()"
        #expect(throws: InterfaceDescriptionError.self) { try InterfaceDescription(text) }
    }
}
