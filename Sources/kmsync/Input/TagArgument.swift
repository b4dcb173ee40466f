// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// `KEY=VALUE`.
struct TagArgument: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

extension [TagArgument] {
    /// The tags, the last of equal keys; nil where there are none.
    var dictionary: [String: String]? {
        isEmpty ? nil : Dictionary(map { ($0.key, $0.value) }) { _, last in last }
    }
}

extension Array {
    /// Nil instead of an empty array: what was not given is left out of the call.
    var nilIfEmpty: [Element]? { isEmpty ? nil : self }
}
