// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Reads secrets from `.env` files, JSON objects and Kubernetes `Secret` manifests, told apart by their content.
///
/// The rules are those of `kmsync secret import`. Whether a name or a value is acceptable to the daemon is the daemon's
/// to say; a file is refused whole when it cannot be read without guessing.
package enum SecretImport {
    /// The largest file, in bytes.
    package static let maximumFileSize = 16 * 1_048_576

    /// The secrets of a file, in its order.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - fileName: What messages call the file; it is not opened, and its ending means nothing.
    /// - Returns: At least one secret; no name stands twice.
    /// - Throws: `SecretImportError` with the line where that is known.
    package static func parse(_ bytes: [UInt8], fileName: String) throws(SecretImportError) -> [ImportedSecret] {
        do throws(Problem) {
            return try read(bytes)
        } catch {
            throw SecretImportError(error, fileName: fileName)
        }
    }

    private static func read(_ bytes: [UInt8]) throws(Problem) -> [ImportedSecret] {
        let text = try Self.text(bytes)
        let secrets =
            switch Format(of: text) {
            case .environment: try EnvironmentFile.read(text)
            case .json: try readJSON(text)
            case .yaml: try SecretManifest.read(text)
            case .nothing: throw Problem("The file is empty: there is nothing to import.")
            }
        guard !secrets.isEmpty else {
            throw Problem("The file holds no secret: there is nothing to import.")
        }
        return secrets
    }

    /// A JSON object is a manifest when it says so (`kubectl get -o json`), else names and values.
    private static func readJSON(_ text: ArraySlice<UInt8>) throws(Problem) -> [ImportedSecret] {
        var reader = JSONObjectReader(text)
        do throws(Problem) {
            return try reader.read()
        } catch {
            // Only a file that is no object of strings can be a manifest: "data" and "metadata" are objects.
            if reader.metNestedValue, SecretManifest.isManifest(text) {
                return try SecretManifest.read(text)
            }
            throw error
        }
    }

    /// The file without its byte order mark.
    private static func text(_ bytes: [UInt8]) throws(Problem) -> ArraySlice<UInt8> {
        guard bytes.count <= maximumFileSize else {
            throw Problem("The file is over \(maximumFileSize / 1_048_576) MiB: split it.")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Problem("The file is UTF-16: convert it to UTF-8.")
        }
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
            throw Problem(
                "The file is no UTF-8 text: give a binary value by 'kmsync secret put', or as base64 in a Secret manifest."
            )
        }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }
}
