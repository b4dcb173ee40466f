// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where a value stands, kept as a chain so that it costs next to nothing until something is wrong there.
final class JSONPath {
    private let parent: JSONPath?
    private let key: any CodingKey

    /// The place under `key` of what stands at `parent`; nil is the outermost object.
    init(_ parent: JSONPath?, _ key: any CodingKey) {
        self.parent = parent
        self.key = key
    }

    /// The keys from the outermost object on.
    var keys: [any CodingKey] {
        var keys: [any CodingKey] = []
        var place: JSONPath? = self
        while let current = place {
            keys.append(current.key)
            place = current.parent
        }
        return keys.reversed()
    }
}

/// A key that no type declares: an index, or where a superclass stands.
struct JSONPlainKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = "\(intValue)"
        self.intValue = intValue
    }
}
