// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A call as it came: which method, how it wants to be answered, and its parameters, not decoded yet.
package struct CallHeader: Sendable, Equatable {
    /// The qualified name of the method.
    package let method: String

    /// No reply is wanted.
    package let oneway: Bool

    /// More than one reply is wanted, as far as the method has them.
    package let more: Bool

    /// The connection is to leave the varlink protocol after the reply.
    package let upgrade: Bool

    /// The parameters: one JSON object, `{}` when there are none.
    package let parameters: [UInt8]

    /// The members that mean something.
    private enum Member: String {
        case method
        case oneway
        case more
        case upgrade
        case parameters
    }

    /// Reads a frame; throws `FrameError` when it is not JSON, or no call.
    ///
    /// Members that are unknown are ignored. A known one that stands there twice is refused, whatever its values are:
    /// two readers could take two calls for it.
    package init(frame: [UInt8]) throws(FrameError) {
        var scanner = try JSONScanner(frame)
        guard try scanner.peek() == .object else {
            throw .notAMessage(reason: "A call is a JSON object.")
        }
        var seen: Set<Member> = []
        var method: String?
        var flags = (oneway: false, more: false, upgrade: false)
        var parameters = JSONObject.empty
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            guard let member = Member(rawValue: key) else {
                try scanner.skip()
                continue
            }
            guard seen.insert(member).inserted else {
                throw .notAMessage(reason: "The member \(key) of a call stands there twice.")
            }
            let kind = try scanner.peek()
            switch (member, kind) {
            case (.method, .string): method = try scanner.string()
            case (.oneway, .bool): flags.oneway = try scanner.bool()
            case (.more, .bool): flags.more = try scanner.bool()
            case (.upgrade, .bool): flags.upgrade = try scanner.bool()
            case (.parameters, .object): parameters = Array(frame[try scanner.skip()])
            case (.oneway, .null), (.more, .null), (.upgrade, .null), (.parameters, .null): try scanner.null()
            case (_, _): throw .notAMessage(reason: "The member \(key) of a call has the wrong type.")
            }
        }
        try scanner.end()
        guard let method else {
            throw .notAMessage(reason: "A call names its method.")
        }
        self.method = method
        oneway = flags.oneway
        more = flags.more
        upgrade = flags.upgrade
        self.parameters = parameters
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
