// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// An error reply: a qualified name and an object of parameters; https://varlink.org/Method-Call.
package struct VarlinkError: Error, Sendable, Equatable {
    /// The qualified name, for example `org.varlink.service.InvalidParameter`.
    package let name: String

    /// The parameters: one JSON object, `{}` when there are none.
    package let parameters: [UInt8]

    /// Takes parameters that are a JSON object already.
    package init(name: String, json parameters: [UInt8] = JSONObject.empty) {
        self.name = name
        self.parameters = parameters
    }

    /// Encodes the parameters; a value that is no JSON object leaves them empty, so that the error itself is never lost.
    package init(name: String, parameters: some Encodable) {
        self.name = name
        // ignoring: why the parameters could not be encoded; the name says what matters.
        self.parameters = (try? JSONObject.encode(parameters)) ?? JSONObject.empty
    }

    /// Decodes the parameters; throws a `DecodingError` when they do not fit the type.
    package func decode<Parameters: Decodable>(_ type: Parameters.Type) throws -> Parameters {
        try JSONObject.decode(type, from: parameters)
    }
}

extension VarlinkError: CustomStringConvertible {
    /// The name alone: parameters may repeat what a caller sent.
    package var description: String { name }
}
