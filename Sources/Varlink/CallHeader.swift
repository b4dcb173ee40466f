// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A call as it came: which method, how it wants to be answered, and its parameters, not decoded yet.
package struct CallHeader: Sendable, Equatable {
    /// The qualified name of the method.
    package let method: String

    /// No reply is wanted.
    package private(set) var oneway = false

    /// More than one reply is wanted, as far as the method has them.
    package private(set) var more = false

    /// The connection is to leave the varlink protocol after the reply.
    package private(set) var upgrade = false

    /// The parameters: one JSON object, `{}` when there are none.
    package private(set) var parameters = JSONObject.empty

    /// Reads a frame; throws `FrameError` when it is not JSON, or no call.
    ///
    /// Members that are unknown are ignored.
    package init(frame: [UInt8]) throws(FrameError) {
        var scanner = try JSONScanner(frame)
        guard try scanner.peek() == .object else {
            throw .notAMessage(reason: "A call is a JSON object.")
        }
        var method: String?
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            let kind = try scanner.peek()
            switch (key, kind) {
            case ("method", .string) where method == nil: method = try scanner.string()
            case ("oneway", .bool): oneway = try scanner.bool()
            case ("more", .bool): more = try scanner.bool()
            case ("upgrade", .bool): upgrade = try scanner.bool()
            case ("parameters", .object): parameters = Array(frame[try scanner.skip()])
            case ("oneway", .null), ("more", .null), ("upgrade", .null), ("parameters", .null): try scanner.null()
            case ("method", _), ("oneway", _), ("more", _), ("upgrade", _), ("parameters", _):
                throw .notAMessage(reason: "The member \(key) of a call has the wrong type, or stands there twice.")
            case (_, _): try scanner.skip()
            }
        }
        try scanner.end()
        guard let method else {
            throw .notAMessage(reason: "A call names its method.")
        }
        self.method = method
    }

    /// The interface's name: what stands before the last dot of the method.
    package var interface: String {
        method.lastIndex(of: ".").map { String(method[..<$0]) } ?? ""
    }

    /// Decodes the parameters; throws `InvalidParameter` with the name of the one that does not fit.
    package func parameters<Parameters: Decodable>(
        as type: Parameters.Type
    ) throws(VarlinkError) -> Parameters {
        do {
            return try JSONObject.decode(type, from: parameters)
        } catch let error as DecodingError {
            throw .invalidParameter(error)
        } catch {
            throw .invalidParameter("")
        }
    }
}
