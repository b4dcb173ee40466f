// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Yams

/// The YAML text of a configuration file.
enum ConfigurationDocument {
    /// Its root; nil where the text has nothing but comments.
    static func root(of text: String, file: String) throws(ConfigurationError) -> ConfigurationNode? {
        do {
            let root = try Parser(yaml: text, encoding: .utf8).singleRoot()
            return root.map { ConfigurationNode($0, file: file) }
        } catch let error as YamlError {
            throw Self.error(error, file: file)
        } catch {
            throw ConfigurationError(file: file, reason: "The YAML could not be read: correct it.")
        }
    }

    private static func error(_ error: YamlError, file: String) -> ConfigurationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ConfigurationError(
                file: file,
                line: mark.line,
                column: mark.column,
                reason: "The YAML is broken (\(problem)): correct it here or in the line before."
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            ConfigurationError(
                file: file,
                line: context.mark.line,
                column: context.mark.column,
                reason: "'\(duplicates.first ?? "")' stands more than once in the same mapping: keep one of them."
            )
        case .reader(let problem, let offset, _, let text):
            ConfigurationError(
                file: file,
                line: offset.map { line(at: $0, in: text) },
                reason: "The file holds a character that YAML does not allow (\(problem)): remove it."
            )
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            ConfigurationError(file: file, reason: "The YAML could not be read: correct it.")
        }
    }

    private static func line(at offset: Int, in text: String) -> Int {
        text.prefix(offset).reduce(1) { $1.isNewline ? $0 + 1 : $0 }
    }
}
