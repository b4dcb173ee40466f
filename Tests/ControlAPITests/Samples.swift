// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Varlink

/// Makes a JSON object of an interface description in which no field is left out.
struct Samples {
    let interface: InterfaceDescription

    /// Fields that are strings in the description and words of the model in Swift.
    private static let words = [
        "Association.code": "fenced", "CauseCount.code": "fenced", "FailureCause.code": "fenced",
        "Violation.code": "same_region", "SynchronizedResource.waitingFor": "paused", "Key.spec": "aes_256",
        "Key.state": "enabled", "Secret.state": "active", "Status.state": "running", "KeyUsageMismatch.spec": "ed25519",
        "InstanceReadOnly.role": "frozen", "SelectionNotApplicable.synchronizationType": "all_resources",
    ]

    func object(_ fields: [InterfaceDescription.Field], of owner: String) -> String {
        let members = fields.sorted { $0.name < $1.name }.map { field in
            "\"\(field.name)\":\(value(field.type, "\(owner).\(field.name)"))"
        }
        return "{\(members.joined(separator: ","))}"
    }

    private func value(_ type: InterfaceDescription.FieldType, _ place: String) -> String {
        switch type {
        case .bool: "true"
        case .int: "7"
        case .float: "0.5"
        case .string: "\"\(Samples.words[place] ?? "text")\""
        case .foreign: "{}"
        case .words(let words): "\"\(words.last ?? "")\""
        case .structure(let fields): object(fields, of: place)
        case .array(let element): "[\(value(element, place))]"
        case .dictionary(let element): "{\"label\":\(value(element, place))}"
        case .nullable(let wrapped): value(wrapped, place)
        case .named(let name): named(name)
        }
    }

    private func named(_ name: String) -> String {
        switch interface.types[name] {
        case .structure(let fields): object(fields, of: name)
        case .some(let type): value(type, name)
        case nil: "null"
        }
    }
}

/// JSON with sorted keys, to compare values whatever order their members are in.
func sortedJSON(_ bytes: [UInt8]) throws -> String {
    let value = try JSONSerialization.jsonObject(with: Data(bytes))
    let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
}
