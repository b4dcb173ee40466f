// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Parameters to values of the model, each rule with its parameter's name.
enum WireInput {
    /// A word of an enumeration.
    static func word<Word: RawRepresentable & CaseIterable>(
        _ text: String,
        field: String,
        as type: Word.Type = Word.self
    ) throws(InvalidInput) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidInput(field: field, reason: "it is one of \(words)")
        }
        return word
    }

    /// A word of an enumeration, or none.
    static func word<Word: RawRepresentable & CaseIterable>(
        optional text: String?,
        field: String,
        as type: Word.Type = Word.self
    ) throws(InvalidInput) -> Word? where Word.RawValue == String {
        guard let text else { return nil }
        return try word(text, field: field, as: type)
    }

    /// A version's id, or none.
    static func version(_ text: String?, field: String = "versionId") throws(InvalidInput) -> VersionID? {
        guard let text else { return nil }
        return try VersionID(text, field: field)
    }

    /// A key's id, or none.
    static func key(_ text: String?, field: String = "keyId") throws(InvalidInput) -> KeyID? {
        guard let text else { return nil }
        return try KeyID(text, field: field)
    }

    /// An instance's id, or none.
    static func instance(_ text: String?, field: String) throws(InvalidInput) -> InstanceID? {
        guard let text else { return nil }
        return try InstanceID(text, field: field)
    }

    /// Names of resources, at most 32,768; one that stands there twice counts once, where it stands first.
    static func resources(_ texts: [String]) throws(InvalidInput) -> [ResourceID] {
        let field = "resources"
        guard texts.count <= WireLimit.resources else {
            throw InvalidInput(field: field, reason: "a call names at most \(WireLimit.resources) resources")
        }
        var known: Set<ResourceID> = []
        var resources: [ResourceID] = []
        resources.reserveCapacity(texts.count)
        for text in texts {
            let resource = try ResourceID(text, field: field)
            if known.insert(resource).inserted { resources.append(resource) }
        }
        return resources
    }

    /// Names of resources, or none.
    static func resources(optional texts: [String]?) throws(InvalidInput) -> [ResourceID]? {
        guard let texts else { return nil }
        return try resources(texts)
    }

    /// A time after `now`, or none.
    static func future(_ text: String?, field: String, now: Timestamp) throws(InvalidInput) -> Timestamp? {
        guard let text else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw InvalidInput(field: field, reason: "a time is RFC 3339, for example \(now)")
        }
        guard time > now else { throw InvalidInput(field: field, reason: "the time lies in the future") }
        return time
    }

    /// A finite number of the range, or none.
    static func number(
        _ number: Double?,
        in range: ClosedRange<Double>,
        field: String
    ) throws(InvalidInput) -> Double? {
        guard let number else { return nil }
        guard range.contains(number) else {
            let bounds = [range.lowerBound, range.upperBound].map { Int64(exactly: $0).map(String.init) ?? "\($0)" }
            throw InvalidInput(field: field, reason: "it is \(bounds[0]) to \(bounds[1])")
        }
        return number
    }

    /// An encryption context, at most 8,192 bytes; none is an empty one.
    static func context(_ context: [String: String]?) throws(InvalidInput) -> [String: String] {
        let context = context ?? [:]
        guard context.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) <= WireLimit.context else {
            throw InvalidInput(field: "context", reason: "a context has at most \(WireLimit.context) bytes")
        }
        return context
    }
}
