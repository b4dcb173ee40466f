// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
import SyncModel

/// Tags as the column of a row holds them: a JSON object with sorted names.
enum TagsText {
    static func encode(_ tags: [String: String]) -> String {
        guard !tags.isEmpty else { return "{}" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(tags), as: UTF8.self)
        } catch {
            preconditionFailure("a dictionary of strings is always JSON")
        }
    }

    static func decode(_ text: String, of id: ResourceID) throws -> [String: String] {
        guard text != "{}" else { return [:] }
        do {
            return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        } catch {
            throw ResourceFault.damaged(id, reason: "its tags are not readable")
        }
    }
}
