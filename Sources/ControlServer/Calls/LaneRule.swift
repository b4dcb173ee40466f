// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// With which calls after it a call may overlap, so that writes that follow each other share a commit.
enum LaneRule: Sendable, Equatable {
    /// With none.
    case exclusive
    /// With other changes of the same instance.
    case changesOfInstance

    private static let parameter = "instanceId"

    /// The lane of a call with these parameters; nil: exclusive.
    func lane(of json: [UInt8]) -> String? {
        switch self {
        case .exclusive: nil
        // ignoring: parameters that cannot be read; the handler says what is wrong with them.
        case .changesOfInstance: try? Self.instance(in: json)
        }
    }

    // A scan and no decoding: every change would be decoded twice.
    private static func instance(in json: [UInt8]) throws(FrameError) -> String? {
        var scanner = try JSONScanner(json)
        guard try scanner.peek() == .object else { return nil }
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            guard key != parameter else { return try scanner.peek() == .string ? try scanner.string() : nil }
            try scanner.skip()
        }
        return nil
    }
}
