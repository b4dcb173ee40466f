// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// One walk over a JSON object, comparing it with the fields that an interface describes.
struct ParameterCheck {
    private typealias FieldType = InterfaceDescription.FieldType

    private var scanner: JSONScanner
    private let types: [String: InterfaceDescription.FieldType]
    private var path: [String] = []

    /// `types` are the named types of the interface.
    init(scanner: JSONScanner, types: [String: InterfaceDescription.FieldType]) {
        self.scanner = scanner
        self.types = types
    }

    /// Reads an object and compares it; throws `InvalidParameter` with the path of the first thing that does not fit.
    mutating func structure(_ fields: [InterfaceDescription.Field]) throws(VarlinkError) {
        var missing = fields
        try read { scanner throws(FrameError) in try scanner.beginObject() }
        while let key = try read({ scanner throws(FrameError) in try scanner.nextKey() }) {
            path.append(path.isEmpty ? key : ".\(key)")
            // A key that is unknown, or stands there twice.
            guard let index = missing.firstIndex(where: { $0.name == key }) else {
                throw mismatch
            }
            try value(missing.remove(at: index).type)
            path.removeLast()
        }
        for field in missing where !isNullable(field.type) {
            path.append(path.isEmpty ? field.name : ".\(field.name)")
            throw mismatch
        }
    }

    private mutating func value(_ type: FieldType) throws(VarlinkError) {
        let kind = try read { scanner throws(FrameError) in try scanner.peek() }
        switch (type, kind) {
        case (.bool, .bool), (.string, .string), (.words, .string), (.float, .number), (.foreign, .object),
            (.nullable, .null):
            _ = try read { scanner throws(FrameError) in try scanner.skip() }
        case (.int, .number):
            let text = try read { scanner throws(FrameError) in try scanner.number() }
            guard Int64(text) != nil else {
                throw mismatch
            }
        case (.nullable(let type), _):
            try value(type)
        case (.named(let name), _):
            guard let type = types[name] else {
                throw mismatch
            }
            try value(type)
        case (.structure(let fields), .object):
            try structure(fields)
        case (.array(let element), .array):
            try elements(element)
        case (.dictionary(let element), .object):
            try entries(element)
        case (.bool, _), (.int, _), (.float, _), (.string, _), (.foreign, _), (.words, _), (.structure, _), (.array, _),
            (.dictionary, _):
            throw mismatch
        }
    }

    private mutating func elements(_ type: FieldType) throws(VarlinkError) {
        try read { scanner throws(FrameError) in try scanner.beginArray() }
        var index = 0
        while try read({ scanner throws(FrameError) in try scanner.nextElement() }) {
            path.append("[\(index)]")
            try value(type)
            path.removeLast()
            index += 1
        }
    }

    private mutating func entries(_ type: FieldType) throws(VarlinkError) {
        var keys: Set<String> = []
        try read { scanner throws(FrameError) in try scanner.beginObject() }
        while let key = try read({ scanner throws(FrameError) in try scanner.nextKey() }) {
            path.append(".\(key)")
            // Which of two values counts would be anybody's guess.
            guard keys.insert(key).inserted else {
                throw mismatch
            }
            try value(type)
            path.removeLast()
        }
    }

    private func isNullable(_ type: FieldType) -> Bool {
        switch type {
        case .nullable: true
        case .named(let name): types[name].map(isNullable) ?? false
        case .bool, .int, .float, .string, .foreign, .words, .structure, .array, .dictionary: false
        }
    }

    private var mismatch: VarlinkError { .invalidParameter(path.joined()) }

    // Runs one step of the scanner; what is no JSON is a mismatch where it stands.
    @discardableResult
    private mutating func read<Value>(
        _ step: (inout JSONScanner) throws(FrameError) -> Value
    ) throws(VarlinkError) -> Value {
        do throws(FrameError) {
            return try step(&scanner)
        } catch {
            throw mismatch
        }
    }
}
