// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Reads the text of an interface description, one token after another.
struct InterfaceParser {
    private(set) var name = ""
    private(set) var methods: [String: InterfaceDescription.Method] = [:]
    private(set) var errors: [String: [InterfaceDescription.Field]] = [:]
    private(set) var types: [String: InterfaceDescription.FieldType] = [:]

    private var tokens: [Token] = []
    private var index = 0
    private var members: Set<String> = []
    private var references: [(name: String, line: Int)] = []
    private var depth = 0

    private struct Token {
        let text: Substring
        let line: Int
    }

    // As deep as a value may nest.
    private static let maximumDepth = JSONScanner.maximumDepth

    /// Splits the text into tokens; comments go.
    init(_ text: String) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = line.prefix { $0 != "#" }
            while let first = rest.first {
                if first.isWhitespace {
                    rest.removeFirst()
                    continue
                }
                var word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-" }
                if rest.hasPrefix("->") || word.isEmpty {
                    word = rest.prefix(rest.hasPrefix("->") ? 2 : 1)
                } else if let arrow = word.firstIndex(of: "-"), word[arrow...] == "-", rest[arrow...].hasPrefix("->") {
                    word = word[..<arrow]
                }
                tokens.append(Token(text: word, line: number + 1))
                rest = rest[word.endIndex...]
            }
        }
    }

    /// Reads everything.
    mutating func parse() throws(InterfaceDescriptionError) {
        try expect("interface")
        name = try word(InterfaceNames.isInterface, "an interface name, such as com.example.service")
        while index < tokens.count {
            try parseMember()
        }
        for reference in references where types[reference.name] == nil {
            throw InterfaceDescriptionError(line: reference.line, reason: "There is no type \(reference.name)")
        }
    }

    private mutating func parseMember() throws(InterfaceDescriptionError) {
        let keyword = String(tokens[index].text)
        guard ["type", "method", "error"].contains(keyword) else {
            throw failure("expected type, method or error, not \(keyword)")
        }
        index += 1
        let member = try word(InterfaceNames.isMember, "a name that starts with a capital letter")
        guard members.insert(member).inserted else {
            index -= 1
            throw failure("\(member) stands there twice")
        }
        switch keyword {
        case "type":
            types[member] = try parseGroup()
        case "method":
            let parameters = try parseFields()
            try expect("->")
            let reply = try parseFields()
            methods[member] = InterfaceDescription.Method(name: member, parameters: parameters, reply: reply)
        default:
            errors[member] = peek == "(" ? try parseFields() : []
        }
    }

    private mutating func parseFields() throws(InterfaceDescriptionError) -> [InterfaceDescription.Field] {
        switch try parseGroup() {
        case .structure(let fields):
            return fields
        case .words, .bool, .int, .float, .string, .foreign, .array, .dictionary, .nullable, .named:
            throw failure("expected fields, each with a type")
        }
    }

    // A parenthesis of fields (name: type) or of words.
    private mutating func parseGroup() throws(InterfaceDescriptionError) -> InterfaceDescription.FieldType {
        try expect("(")
        var fields: [InterfaceDescription.Field] = []
        var words: [String] = []
        var names: Set<String> = []
        while peek != ")" {
            if !names.isEmpty {
                try expect(",")
            }
            let name = try word(InterfaceNames.isField, "a field name")
            guard names.insert(name).inserted else {
                index -= 1
                throw failure("\(name) stands there twice")
            }
            if peek == ":" {
                index += 1
                fields.append(InterfaceDescription.Field(name: name, type: try parseType()))
            } else {
                words.append(name)
            }
        }
        try expect(")")
        guard fields.isEmpty || words.isEmpty else {
            throw failure("either every field has a type or none")
        }
        return words.isEmpty ? .structure(fields) : .words(words)
    }

    private mutating func parseType() throws(InterfaceDescriptionError) -> InterfaceDescription.FieldType {
        depth += 1
        defer { depth -= 1 }
        guard depth <= InterfaceParser.maximumDepth else {
            throw failure("types nest too deep")
        }
        switch peek {
        case "?":
            index += 1
            guard peek != "?" else {
                throw failure("one ? is enough")
            }
            return .nullable(try parseType())
        case "[":
            index += 1
            let isDictionary = peek == "string"
            index += isDictionary ? 1 : 0
            try expect("]")
            let element = try parseType()
            return isDictionary ? .dictionary(element) : .array(element)
        case "(":
            return try parseGroup()
        case "bool", "int", "float", "string", "object", "any":
            let type = InterfaceParser.basicTypes[String(peek)] ?? .foreign
            index += 1
            return type
        default:
            let name = try word(InterfaceNames.isMember, "a type")
            references.append((name, tokens[index - 1].line))
            return .named(name)
        }
    }

    private static let basicTypes: [String: InterfaceDescription.FieldType] = [
        "bool": .bool, "int": .int, "float": .float, "string": .string,
    ]

    private var peek: Substring { index < tokens.count ? tokens[index].text : "" }

    private mutating func expect(_ text: String) throws(InterfaceDescriptionError) {
        guard peek == text else {
            throw failure("expected \(text)\(peek.isEmpty ? " before the end" : ", not \(peek)")")
        }
        index += 1
    }

    private mutating func word(
        _ isValid: (Substring) -> Bool,
        _ what: String
    ) throws(InterfaceDescriptionError) -> String {
        let text = peek
        guard isValid(text) else {
            throw failure("expected \(what)\(text.isEmpty ? " before the end" : ", not \(text)")")
        }
        index += 1
        return String(text)
    }

    private func failure(_ reason: String) -> InterfaceDescriptionError {
        let line = index < tokens.count ? tokens[index].line : (tokens.last?.line ?? 1)
        return InterfaceDescriptionError(line: line, reason: reason)
    }
}
