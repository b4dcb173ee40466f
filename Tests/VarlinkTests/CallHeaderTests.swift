// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing
import Varlink

struct CallHeaderTests {
    private struct Sample: Codable, Sendable, Equatable {
        struct Inner: Codable, Sendable, Equatable {
            var ratio: Double
        }

        var count: Int
        var share: Double?
        var inner: Inner?
        var list: [Int]?
    }

    private func header(_ text: String) throws -> CallHeader {
        try CallHeader(frame: Array(text.utf8))
    }

    private func invalidParameter(_ parameters: String) throws -> String? {
        let call = try header(#"{"method":"a.b.C","parameters":\#(parameters)}"#)
        do {
            _ = try call.parameters(as: Sample.self)
            return nil
        } catch {
            #expect(error.name == "org.varlink.service.InvalidParameter")
            return try error.decode([String: String].self)["parameter"]
        }
    }

    @Test func `a call is found in any order of its members`() throws {
        let call = try header(#"{ "parameters" : {"a":[1,{"b":2}]} ,"more":true, "method":"org.example.Do" }"#)
        #expect(call.method == "org.example.Do")
        #expect(call.interface == "org.example")
        #expect(call.more)
        #expect(!call.oneway)
        #expect(!call.upgrade)
        #expect(call.parameters == Array(#"{"a":[1,{"b":2}]}"#.utf8))
    }

    @Test func `members that are null or left out have their defaults`() throws {
        for text in [
            #"{"method":"a.B"}"#, #"{"method":"a.B","parameters":null,"more":null,"oneway":null,"upgrade":null}"#,
        ] {
            let call = try header(text)
            #expect(call.parameters == Array("{}".utf8))
            #expect(!call.more && !call.oneway && !call.upgrade)
        }
    }

    @Test func `unknown members are ignored`() throws {
        #expect(try header(#"{"x":[{}],"method":"a.B","oneway":true}"#).oneway)
    }

    @Test(arguments: [
        "[]", "1", "{}", "", "{\"method\":1}", "{\"method\":\"a.B\",\"more\":1}",
        "{\"method\":\"a.B\",\"parameters\":[]}",
        "{\"method\":\"a.B\",\"method\":\"a.C\"}",
        "{\"method\":\"a.B\",\"parameters\":{},\"parameters\":{}}", "{\"method\":\"a.B\",\"more\":true,\"more\":false}",
        "{\"oneway\":false,\"method\":\"a.B\",\"oneway\":true}", "{\"method\":\"a.B\"", "{\"method\":null}",
        "{\"method\":\"a.B\"}x",
        "{\"method\":\"a.B\",\"parameters\":null,\"parameters\":{}}",
        "{\"method\":\"a.B\",\"parameters\":{},\"parameters\":null}",
        "{\"method\":\"a.B\",\"more\":null,\"more\":true}", "{\"method\":\"a.B\",\"upgrade\":null,\"upgrade\":null}",
    ])
    func `what is no call is refused`(text: String) {
        #expect(throws: FrameError.self) { try CallHeader(frame: Array(text.utf8)) }
    }

    @Test func `parameters are decoded, and null may be left out`() throws {
        let call = try header(#"{"method":"a.B","parameters":{"count":3,"share":1,"list":null}}"#)
        #expect(try call.parameters(as: Sample.self) == Sample(count: 3, share: 1))
    }

    @Test func `the parameter that does not fit is named`() throws {
        #expect(try invalidParameter(#"{"count":"3"}"#) == "count")
        #expect(try invalidParameter(#"{"count":null}"#) == "count")
        #expect(try invalidParameter(#"{}"#) == "count")
        #expect(try invalidParameter(#"{"count":1,"share":true}"#) == "share")
        #expect(try invalidParameter(#"{"count":1,"inner":{"ratio":"x"}}"#) == "inner.ratio")
        #expect(try invalidParameter(#"{"count":1,"inner":{}}"#) == "inner.ratio")
        #expect(try invalidParameter(#"{"count":1,"list":[1,"2"]}"#) == "list[1]")
        #expect(try invalidParameter(#"{"count":1}"#) == nil)
    }

    @Test func `a call is encoded so that it decodes to the same`() throws {
        let name = "org.example.Qu\"ote\u{1}"
        for (mode, more, oneway) in [
            (FrameEncoder.CallMode.single, false, false), (.more, true, false), (.oneway, false, true),
        ] {
            let frame = FrameEncoder.call(name, Array(#"{"a":1}"#.utf8), mode: mode)
            #expect(frame.last == 0)
            let call = try CallHeader(frame: frame.dropLast())
            #expect(call.method == name)
            #expect(call.more == more)
            #expect(call.oneway == oneway)
            #expect(call.parameters == Array(#"{"a":1}"#.utf8))
        }
    }

    @Test func `replies and errors are encoded so that they decode to the same`() throws {
        let reply = try ReplyHeader(frame: FrameEncoder.reply(Array(#"{"a":1}"#.utf8), continues: true).dropLast())
        #expect(reply.continues)
        #expect(try reply.result() == Array(#"{"a":1}"#.utf8))
        let error = VarlinkError(name: "org.example.Bad", parameters: ["why": "a/b"])
        let failed = try ReplyHeader(frame: FrameEncoder.error(error).dropLast())
        #expect(!failed.continues)
        #expect(throws: error) { try failed.result() }
    }

    @Test(arguments: [
        #"{"parameters":{},"error":"a.B","error":"a.C"}"#, #"{"error":"a.B","error":null}"#,
        #"{"parameters":{"a":1},"parameters":{"a":2}}"#, #"{"continues":false,"continues":true}"#,
        #"{"continues":1}"#, #"{"error":{}}"#, "[]", "{}x",
    ])
    func `what is no reply is refused`(text: String) {
        #expect(throws: FrameError.self) { try ReplyHeader(frame: Array(text.utf8)) }
    }

    @Test func `members of a reply that are unknown or null are as if they were left out`() throws {
        let text = #"{"later":1,"later":2,"error":null,"parameters":null,"continues":null}"#
        #expect(try ReplyHeader(frame: Array(text.utf8)) == ReplyHeader(frame: Array("{}".utf8)))
    }

    @Test func `an error decodes its parameters and never describes them`() throws {
        let error = VarlinkError(name: "org.example.Bad", parameters: ["why": "hidden"])
        #expect(try error.decode([String: String].self) == ["why": "hidden"])
        #expect("\(error)" == "org.example.Bad")
        #expect(VarlinkError(name: "org.example.Bad", parameters: Double.nan).parameters == Array("{}".utf8))
    }

    @Test func `a value that is no object is not encoded`() throws {
        #expect(throws: EncodingError.self) { try JSONObject.encode([1]) }
        #expect(throws: EncodingError.self) { try JSONObject.encode(["x": Double.infinity]) }
        #expect(try JSONObject.encode(NoParameters()) == Array("{}".utf8))
    }
}
