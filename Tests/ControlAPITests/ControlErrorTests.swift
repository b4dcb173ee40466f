// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Testing
import Varlink

struct ControlErrorTests {
    @Test
    func `every error of the contract has its case and every case its error`() {
        let described = ControlInterfaces.all.flatMap { interface in
            interface.errorNames.map { "\(interface.name).\($0)" }
        }
        #expect(ControlError.Name.allCases.map(\.rawValue).sorted() == described.sorted())
    }

    @Test(arguments: ControlError.Name.allCases)
    func `an error with all its parameters survives the wire`(name: ControlError.Name) throws {
        let (interface, fields) = try description(of: name)
        let owner = name.rawValue.split(separator: ".").last.map(String.init) ?? ""
        let json = Samples(interface: interface).object(fields, of: owner)
        let error = try #require(ControlError(VarlinkError(name: name.rawValue, json: Array(json.utf8))))
        #expect(error.name == name)
        #expect(error.varlinkError.name == name.rawValue)
        #expect(try sortedJSON(error.varlinkError.parameters) == sortedJSON(Array(json.utf8)))
    }

    @Test(arguments: ControlError.Name.allCases)
    func `an error without what it must have is not taken for one`(name: ControlError.Name) throws {
        let (_, fields) = try description(of: name)
        let needs = fields.contains { field in
            if case .nullable = field.type { return false }
            return true
        }
        #expect((ControlError(VarlinkError(name: name.rawValue)) == nil) == needs)
    }

    @Test
    func `errors of the protocol itself are none of the contract`() {
        #expect(ControlError(VarlinkError.methodNotFound("io.kmsync.Keys.Nothing")) == nil)
    }

    private func description(
        of name: ControlError.Name
    ) throws -> (InterfaceDescription, [InterfaceDescription.Field]) {
        let parts = name.rawValue.split(separator: ".")
        let interfaceName = parts.dropLast().joined(separator: ".")
        let interface = try #require(ControlInterfaces.all.first { $0.name == interfaceName })
        return (interface, try #require(interface.errors[String(parts[parts.count - 1])]))
    }
}
