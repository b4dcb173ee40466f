// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// One call of the load that changes something.
enum Change: Equatable {
    case createSecret(String, version: String, value: [UInt8])
    case putSecret(String, version: String, value: [UInt8])
    case tagSecret(String, String)
    case deleteSecret(String)
    case createKey(String, spec: String)
    case rotateKey(String)
    case tagKey(String, String)
    case enableKey(String)
    case disableKey(String)

    /// The method and its parameters.
    func call(at instance: String) -> (String, JSON) {
        let parameters: [String: JSON]
        let method: String
        switch self {
        case .createSecret(let name, let version, let value):
            method = "Secrets.CreateSecret"
            parameters = ["name": .text(name), "versionId": .text(version), "value": .base64(value)]
        case .putSecret(let name, let version, let value):
            method = "Secrets.PutSecretValue"
            parameters = ["name": .text(name), "versionId": .text(version), "value": .base64(value)]
        case .tagSecret(let name, let tag):
            method = "Secrets.UpdateSecret"
            parameters = ["name": .text(name), "tags": ["load": .text(tag)]]
        case .deleteSecret(let name):
            method = "Secrets.DeleteSecret"
            parameters = ["name": .text(name), "force": true]
        case .createKey(let id, let spec):
            method = "Keys.CreateKey"
            parameters = ["keyId": .text(id), "spec": .text(spec)]
        case .rotateKey(let id):
            method = "Keys.RotateKey"
            parameters = ["keyId": .text(id)]
        case .tagKey(let id, let tag):
            method = "Keys.UpdateKey"
            parameters = ["keyId": .text(id), "tags": ["load": .text(tag)]]
        case .enableKey(let id):
            method = "Keys.EnableKey"
            parameters = ["keyId": .text(id)]
        case .disableKey(let id):
            method = "Keys.DisableKey"
            parameters = ["keyId": .text(id)]
        }
        return (method, .object(parameters.merging(["instanceId": .text(instance)]) { $1 }))
    }
}

extension JSON {
    static func base64(_ bytes: [UInt8]) -> JSON { .text(Data(bytes).base64EncodedString()) }

    /// The bytes of a text in base64.
    var bytesOfBase64: [UInt8]? { text.flatMap { Data(base64Encoded: $0) }.map(Array.init) }
}
