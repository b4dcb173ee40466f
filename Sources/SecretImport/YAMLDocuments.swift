// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Yams

/// The documents of a YAML stream, as trees that are no larger than the text.
enum YAMLDocuments {
    /// The root of each document, in order; a document without content is left out.
    ///
    /// Aliases are refused: a few lines of them can stand for more nodes than memory holds ("billion laughs"), and no
    /// manifest needs them. Nesting is bounded by the parser, at 1000 levels.
    static func read(_ text: ArraySlice<UInt8>) throws(Problem) -> [Node] {
        if let line = lineOfAlias(in: text) {
            throw Problem(
                line: line,
                "YAML aliases (&name and *name) are not supported: write the value out, or put it in base64 under data."
            )
        }
        var roots: [Node] = []
        do {
            let parser = try Parser(yaml: String(decoding: text, as: UTF8.self), encoding: .utf8)
            while let root = try parser.nextRoot() {
                if root.scalar?.string != "" { roots.append(root) }
            }
        } catch let error as YamlError {
            throw problem(error, in: text)
        } catch {
            throw Problem("The YAML could not be read: correct it.")
        }
        return roots
    }

    /// Where `*name` first follows an earlier `&name`, each not directly after a letter, a digit or an underscore.
    ///
    /// Every alias of YAML looks like that. So may text inside a value, which is refused too: seldom, and it can be given
    /// in base64. The parser itself cannot be asked: it follows aliases while it reads, and hashes what they stand for.
    static func lineOfAlias(in text: ArraySlice<UInt8>) -> Int? {
        var anchors: Set<ArraySlice<UInt8>> = []
        var line = 1
        var previous = UInt8(ascii: "\n")
        for (index, byte) in zip(text.indices, text) {
            if byte == 0x0A { line += 1 }
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), !previous.isWordByte {
                let name = text[(index + 1)...].prefix { $0.isWordByte || $0 == UInt8(ascii: "-") }
                if byte == UInt8(ascii: "&"), !name.isEmpty { anchors.insert(name) }
                if byte == UInt8(ascii: "*"), anchors.contains(name) { return line }
            }
            previous = byte
        }
        return nil
    }

    /// The parser's own sentences are constants; its descriptions would quote lines of the file.
    private static func problem(_ error: YamlError, in text: ArraySlice<UInt8>) -> Problem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Problem(line: mark.line, "The YAML is broken (\(problem)): correct it.")
        case .duplicatedKeysInMapping(let duplicates, let context):
            duplicateKey(duplicates.first ?? "", at: context.mark, in: text)
        case .reader:
            Problem("The YAML holds a character that YAML forbids: put the value in base64 under data.")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            Problem("The YAML could not be read: correct it.")
        }
    }

    /// The parser tells where the key stands first; the second place is the next line that has it in the same column.
    private static func duplicateKey(_ key: String, at mark: Mark, in text: ArraySlice<UInt8>) -> Problem {
        let forms = [key, "\"\(key)\"", "'\(key)'"].map { Array($0.utf8) }
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in zip(lines.indices, lines).dropFirst(mark.line) {
            let content = line.dropFirst(mark.column - 1)
            let isKey = forms.contains { form in
                content.starts(with: form)
                    && content.dropFirst(form.count).first { !$0.isBlank } == UInt8(ascii: ":")
            }
            if isKey {
                return .duplicate(key, firstLine: mark.line, line: index + 1)
            }
        }
        return Problem(line: mark.line, "\(Quoted(key)) stands twice in the mapping: remove one of the two.")
    }
}

extension UInt8 {
    /// An ASCII letter, a digit or an underscore.
    fileprivate var isWordByte: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x5F
    }
}
