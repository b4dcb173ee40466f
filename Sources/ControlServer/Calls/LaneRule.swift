// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// With which calls after it a call may overlap, so that writes that follow each other share a commit.
enum LaneRule: Sendable, Equatable {
    /// With none.
    case exclusive
    /// With other changes of the same instance.
    case changesOfInstance
    /// With other changes of the same instance, unless it makes a key of a spec that takes long to make: what follows
    /// would take effect before it.
    case creationsOfKeys

    private static let instance = "instanceId"
    private static let spec = "spec"
    private static let slowSpecs = "rsa_"

    /// The lane of a call with these parameters; nil: exclusive.
    func lane(of json: [UInt8]) -> String? {
        switch self {
        case .exclusive:
            return nil
        case .changesOfInstance:
            // ignoring: parameters that cannot be read; the handler says what is wrong with them.
            return try? Self.texts([Self.instance], in: json)[Self.instance]
        case .creationsOfKeys:
            // ignoring: as above.
            let texts = try? Self.texts([Self.instance, Self.spec], in: json)
            return texts?[Self.spec]?.hasPrefix(Self.slowSpecs) ?? false ? nil : texts?[Self.instance]
        }
    }

    // A scan and no decoding: every change would be decoded twice.
    private static func texts(_ names: Set<String>, in json: [UInt8]) throws(FrameError) -> [String: String] {
        var texts: [String: String] = [:]
        var scanner = try JSONScanner(json)
        guard try scanner.peek() == .object else { return texts }
        try scanner.beginObject()
        while texts.count < names.count, let key = try scanner.nextKey() {
            if names.contains(key), try scanner.peek() == .string {
                texts[key] = try scanner.string()
            } else {
                try scanner.skip()
            }
        }
        return texts
    }
}
