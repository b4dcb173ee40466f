// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// What is asked of a replica, as bytes: every message starts with the protocol's version and its own tag.
enum LinkRequest {
    /// The one protocol version that this side speaks.
    static let version: UInt8 = 1

    enum Tag: UInt8 {
        case describe = 1
        case follow = 2
        case greet = 3
        case heartbeat = 4
        case push = 5
        case freeze = 6
    }

    /// A connection's id.
    typealias ConnectionID = UInt64

    /// The id of the connection that an encapsulated key opens: the key is drawn anew for each, and so is the id.
    static func connectionID(_ encapsulated: [UInt8]) -> ConnectionID {
        encapsulated.prefix(8).reduce(0) { $0 << 8 | ConnectionID($1) }
    }

    static func start(_ tag: Tag, capacity: Int = 256) -> WireWriter {
        var writer = WireWriter(capacity: capacity)
        writer.append(version)
        writer.append(tag.rawValue)
        return writer
    }
}

/// What a replica answers, as bytes.
enum LinkReply {
    enum Tag: UInt8 {
        case done = 0
        case failed = 1
        case helloAgain = 2
    }

    static func done(capacity: Int = 64) -> WireWriter {
        var writer = WireWriter(capacity: capacity)
        writer.append(Tag.done.rawValue)
        return writer
    }

    static func failed(_ failure: LinkFailure) -> [UInt8] {
        var writer = WireWriter()
        writer.append(Tag.failed.rawValue)
        writer.append(failure.code.rawValue)
        writer.append(optional: failure.detail) { $0.append($1) }
        writer.append(optional: failure.retryAfter) { $0.append($1.wholeMilliseconds) }
        return writer.bytes
    }

    static var helloAgain: [UInt8] { [Tag.helloAgain.rawValue] }

    /// Reads an answer: what was asked for, or why not.
    static func read<Value>(
        _ bytes: [UInt8],
        _ body: (inout WireReader) throws(MalformedWire) -> Value
    ) -> Result<Value, BatchRefusal> {
        bytes.withUnsafeBytes { memory in
            var reader = WireReader(memory)
            do throws(MalformedWire) {
                switch Tag(rawValue: try reader.byte()) {
                case .done:
                    return .success(try body(&reader))
                case .failed:
                    let code = FailureCode(rawValue: try reader.text()) ?? .internalError
                    let detail = try reader.optional { reader throws(MalformedWire) in try reader.text() }
                    let wait = try reader.optional { reader throws(MalformedWire) in try reader.int64() }
                    let retryAfter = wait.map { Duration.milliseconds(min(max($0, 0), 3_600_000)) }
                    return .failure(.failed(LinkFailure(code, detail: detail, retryAfter: retryAfter)))
                case .helloAgain:
                    return .failure(.helloAgain)
                case nil:
                    throw MalformedWire()
                }
            } catch {
                let failure = LinkFailure(.protocolUnsupported, detail: "the answer is not readable")
                return .failure(.failed(failure))
            }
        }
    }
}
