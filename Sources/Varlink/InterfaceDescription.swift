// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// An interface as its text describes it; https://varlink.org/Interface-Definition.
package struct InterfaceDescription: Sendable {
    /// A type that a field may have.
    package indirect enum FieldType: Sendable, Equatable {
        case bool
        case int
        case float
        case string
        /// Any JSON object, called `object` or `any` in the text.
        case foreign
        /// One of some words; on the wire a string.
        case words([String])
        case structure([Field])
        case array(FieldType)
        case dictionary(FieldType)
        case nullable(FieldType)
        /// A type that the interface names.
        case named(String)
    }

    /// A named place of a structure, a method's parameters or its reply.
    package struct Field: Sendable, Equatable {
        /// The key on the wire.
        package let name: String

        /// What may stand there.
        package let type: FieldType
    }

    /// What goes into a method and what comes out.
    package struct Method: Sendable, Equatable {
        /// The name without the interface.
        package let name: String

        /// The fields of a call's parameters.
        package let parameters: [Field]

        /// The fields of a reply's parameters.
        package let reply: [Field]
    }

    /// For example `org.varlink.service`.
    package let name: String

    /// The description as it was written.
    package let text: String

    /// The methods by their names without the interface.
    package let methods: [String: Method]

    /// The fields of the errors by their names without the interface.
    package let errors: [String: [Field]]

    /// What the named types stand for.
    package let types: [String: FieldType]

    /// Reads a description; throws `InterfaceDescriptionError`, which names the line.
    package init(_ text: String) throws(InterfaceDescriptionError) {
        var parser = InterfaceParser(text)
        try parser.parse()
        self.name = parser.name
        self.text = text
        self.methods = parser.methods
        self.errors = parser.errors
        self.types = parser.types
    }

    /// Takes a description that is part of the program: traps when it is malformed, or another interface's.
    package init(name: String, text: String) {
        do {
            try self.init(text)
        } catch {
            preconditionFailure("the description of \(name) is malformed: \(error)")
        }
        precondition(self.name == name, "the description of \(name) is that of \(self.name)")
    }

    /// The names of the methods without the interface, sorted.
    package var methodNames: [String] { methods.keys.sorted() }

    /// The names of the errors without the interface, sorted.
    package var errorNames: [String] { errors.keys.sorted() }
}
