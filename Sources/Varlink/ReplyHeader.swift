// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A reply as it came: its parameters, not decoded yet, or an error, and whether more follow.
package struct ReplyHeader: Sendable, Equatable {
    /// The parameters of the reply or of the error: one JSON object, `{}` when there are none.
    package private(set) var parameters = JSONObject.empty

    /// Another reply to the same call follows.
    package private(set) var continues = false

    /// The qualified name of the error, when it is one.
    package private(set) var error: String?

    /// The members that mean something.
    private enum Member: String {
        case parameters
        case continues
        case error
    }

    /// Reads a frame; throws `FrameError` when it is not JSON, or no reply.
    ///
    /// Members that are unknown are ignored. A known one that stands there twice is refused, as in a call.
    package init(frame: [UInt8]) throws(FrameError) {
        var scanner = try JSONScanner(frame)
        guard try scanner.peek() == .object else {
            throw .notAMessage(reason: "A reply is a JSON object.")
        }
        var seen: Set<Member> = []
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            guard let member = Member(rawValue: key) else {
                try scanner.skip()
                continue
            }
            guard seen.insert(member).inserted else {
                throw .notAMessage(reason: "The member \(key) of a reply stands there twice.")
            }
            let kind = try scanner.peek()
            switch (member, kind) {
            case (.parameters, .object): parameters = Array(frame[try scanner.skip()])
            case (.continues, .bool): continues = try scanner.bool()
            case (.error, .string): error = try scanner.string()
            case (_, .null): try scanner.null()
            case (_, _): throw .notAMessage(reason: "The member \(key) of a reply has the wrong type.")
            }
        }
        try scanner.end()
    }

    /// The parameters of a reply; throws the `VarlinkError` that it is otherwise.
    package func result() throws(VarlinkError) -> [UInt8] {
        if let error {
            throw VarlinkError(name: error, json: parameters)
        }
        return parameters
    }
}
