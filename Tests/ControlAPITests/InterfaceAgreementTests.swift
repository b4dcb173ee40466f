// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import FoundationEssentials
import SyncModel
import Testing
import Varlink

struct InterfaceAgreementTests {
    @Test(arguments: ControlInterfaces.all.map(\.name))
    func `the embedded description equals the file it was made from`(name: String) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(root)/Sources/ControlAPI/Interfaces/\(name).varlink"
        let interface = try #require(ControlInterfaces.all.first { $0.name == name })
        let file = try #require(FileManager.default.contents(atPath: path), "\(path) is missing")
        #expect(String(decoding: file, as: UTF8.self) == interface.text, "run `make varlink`")
    }

    @Test
    func `every method has its type and every type its method`() {
        let described = ControlInterfaces.all.flatMap { interface in
            interface.methodNames.map { "\(interface.name).\($0)" }
        }
        #expect(allMethods.map { $0.name }.sorted() == described.sorted())
    }

    @Test
    func `parameters and replies have the fields of the description, no more and no fewer`() throws {
        for method in allMethods { try expectAgreement(method) }
    }

    @Test
    func `words of the description are cases of the enumeration`() throws {
        let synchronization = SynchronizationInterface.description
        let instances = InstancesInterface.description
        #expect(try words(instances, "Instance", "role") == InstanceRole.allCases.map(\.rawValue))
        #expect(
            try words(synchronization, "SynchronizedResource", "status")
                == SynchronizationStatus.allCases.map(\.rawValue)
        )
        #expect(
            try words(synchronization, "Association", "synchronizationType")
                == SynchronizationType.allCases.map(\.rawValue)
        )
        #expect(try words(synchronization, "Association", "state") == AssociationState.allCases.map(\.rawValue))
        #expect(try words(synchronization, "Association", "connection") == ConnectionState.allCases.map(\.rawValue))
        #expect(
            try words(synchronization, "Drift", "kind") == SynchronizationInterface.DriftKind.allCases.map(\.rawValue)
        )
        #expect(try words(synchronization, "FailureCause", "scope") == FailureScope.allCases.map(\.rawValue))
        // A refusal answers a request and is never the cause of a failed resource.
        let dispositions = Disposition.allCases.filter { $0 != .refused }.map(\.rawValue)
        #expect(try words(synchronization, "FailureCause", "disposition") == dispositions)
    }

    @Test
    func `every field that may be null may be left out`() throws {
        let json = Array(#"{"instanceId":"a","region":"b"}"#.utf8)
        let parameters = try JSONObject.decode(InstancesInterface.CreateInstance.Parameters.self, from: json)
        #expect(parameters == .init(instanceId: "a", region: "b"))
        #expect(try JSONObject.encode(parameters) == json)
    }

    private func words(_ interface: InterfaceDescription, _ type: String, _ field: String) throws -> [String] {
        guard case .structure(let fields) = interface.types[type],
            case .words(let words) = try #require(fields.first { $0.name == field }).type
        else {
            Issue.record("\(type).\(field) is no enumeration")
            return []
        }
        return words
    }

    private func expectAgreement<Method: VarlinkMethod>(_ method: Method.Type) throws {
        let parts = method.name.split(separator: ".")
        let interfaceName = parts.dropLast().joined(separator: ".")
        let interface = try #require(ControlInterfaces.all.first { $0.name == interfaceName })
        let description = try #require(interface.methods[String(parts[parts.count - 1])])
        let samples = Samples(interface: interface)
        let parameters = samples.object(description.parameters, of: description.name)
        let reply = samples.object(description.reply, of: description.name)
        try interface.check(parameters: Array(parameters.utf8), of: description)
        try interface.check(reply: Array(reply.utf8), of: description)
        try expectSurvival(Method.Parameters.self, parameters, description.parameters.count, method.name)
        try expectSurvival(Method.Reply.self, reply, description.reply.count, method.name)
    }

    private func expectSurvival<Value: Codable>(
        _ type: Value.Type,
        _ json: String,
        _ fieldCount: Int,
        _ method: String
    ) throws {
        let value = try JSONObject.decode(type, from: Array(json.utf8))
        #expect(try sortedJSON(try JSONObject.encode(value)) == sortedJSON(Array(json.utf8)), "\(method)")
        #expect(Mirror(reflecting: value).children.count == fieldCount, "\(method)")
    }
}
