// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
import Yams

/// Reads Kubernetes `Secret` manifests: one or several documents, also within a `List`.
///
/// Names are `NAMESPACE/NAME/KEY`. As in Kubernetes, `stringData` wins over `data` for the same key.
/// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
struct SecretManifest {
    /// The namespace of a manifest that names none.
    static let defaultNamespace = "default"

    /// What a Secret may hold.
    ///
    /// Anything else is refused: a misspelt `stringData` would be lost, and the values of a file
    /// that a tool encrypted (`sops`) are not the secrets.
    private static let fields: Set<String> = [
        "apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData",
    ]

    private var secrets: [ImportedSecret] = []
    private var lines: [String: Int] = [:]

    static func read(_ text: ArraySlice<UInt8>) throws(Problem) -> [ImportedSecret] {
        var manifest = SecretManifest()
        for root in try YAMLDocuments.read(text) {
            try manifest.add(root, mayBeList: true)
        }
        return manifest.secrets
    }

    /// Whether the text is a mapping with `apiVersion` and `kind`.
    static func isManifest(_ text: ArraySlice<UInt8>) -> Bool {
        do throws(Problem) {
            guard let mapping = try YAMLDocuments.read(text).first?.mapping else { return false }
            let keys = Set(mapping.keys.compactMap { $0.scalar?.string })
            return keys.isSuperset(of: ["apiVersion", "kind"])
        } catch {
            return false
        }
    }

    private mutating func add(_ node: Node, mayBeList: Bool) throws(Problem) {
        let object = try ManifestObject(node)
        let kind = try object.string("kind", or: nil)
        switch kind {
        case "Secret":
            try addSecret(object)
        case "List" where mayBeList:
            guard let items = object.fields["items"]?.sequence else {
                throw Problem(line: object.line, "The List has no items: give it a list of Secrets.")
            }
            for item in items {
                try add(item, mayBeList: false)
            }
        case _:
            let name = try object.object("metadata")?.fields["name"]?.scalar.map { " \(Quoted($0.string))" } ?? ""
            throw Problem(
                line: object.line,
                "\(Quoted(kind))\(name) is no Secret: leave only objects of kind Secret, or a List of them, in the file."
            )
        }
    }

    private mutating func addSecret(_ object: ManifestObject) throws(Problem) {
        let version = try object.string("apiVersion", or: "v1")
        guard version == "v1" else {
            throw Problem(line: object.line, "A Secret of apiVersion \(Quoted(version)) is not known: only v1 is.")
        }
        if let unknown = object.fields.keys.filter({ !Self.fields.contains($0) }).min() {
            throw Problem(
                line: object.fields[unknown]?.mark?.line,
                "A Secret has no field \(Quoted(unknown)): correct it, and decrypt the file first if a tool encrypted it."
            )
        }
        guard let metadata = try object.object("metadata") else {
            throw Problem(line: object.line, "The Secret has no metadata: give it metadata.name.")
        }
        let prefix =
            try metadata.string("namespace", or: Self.defaultNamespace) + "/" + metadata.string("name", or: nil) + "/"

        let plain = try object.object("stringData")?.fields ?? [:]
        let encoded = try object.object("data")?.fields ?? [:]
        let entries = encoded.filter { plain[$0.key] == nil }.merging(plain) { _, plain in plain }
        let ordered = entries.sorted { ($0.value.mark?.line ?? 0, $0.key) < ($1.value.mark?.line ?? 0, $1.key) }
        for (key, node) in ordered {
            let text = try ManifestObject.string(node, named: prefix + key)
            let isPlain = plain[key] != nil
            let value = isPlain ? Array(text.utf8) : try Self.decoded(text, named: prefix + key, line: node.mark?.line)
            try append(ImportedSecret(name: prefix + key, value: value), line: node.mark?.line ?? object.line)
        }
    }

    private mutating func append(_ secret: ImportedSecret, line: Int) throws(Problem) {
        if let first = lines.updateValue(line, forKey: secret.name) {
            throw .duplicate(secret.name, firstLine: first, line: line)
        }
        secrets.append(secret)
    }

    /// Base64 (RFC 4648, section 4) in which line breaks count for nothing, as in Kubernetes.
    private static func decoded(_ text: String, named name: String, line: Int?) throws(Problem) -> [UInt8] {
        let digits = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard let data = Data(base64Encoded: Data(digits)) else {
            throw Problem(
                line: line,
                "The value of \(Quoted(name)) is no base64: encode it, or give it as it is under stringData."
            )
        }
        return Array(data)
    }
}
