// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import SecretImport
import Varlink

/// `kmsync secret import`.
struct SecretImportCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Create or update secrets from files.",
        discussion: """
            Takes .env files, JSON objects of name and value, and Kubernetes Secret manifests, told apart by content. \
            Names are the variable, the JSON key, or NAMESPACE/NAME/KEY of a manifest. Values that are there already \
            are left alone, so it may be repeated. Exit status 2 when some were refused.
            """
    )

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @Argument(help: "The files; - for standard input.", completion: .file()) var files: [String]
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let secrets = try parsed()
        var transfer = SecretTransfer(instance: instance, secrets: secrets)
        let progress = ImportProgress(total: secrets.count)
        try transfer.run(over: daemon.connected()) { progress.show($0) }
        progress.end()
        let summary = transfer.summary
        if options.json {
            StandardOutput.write(try JSONObject.encode(summary) + [UInt8(ascii: "\n")])
        } else {
            for refusal in summary.refused {
                StandardError.write("\(printable(refusal.name)): \(printable(refusal.reason))\n")
            }
            StandardOutput.write(summary.text)
        }
        if !summary.refused.isEmpty { throw ExitStatus.partial }
    }

    /// The secrets of all files; nothing is sent before every file is understood.
    private func parsed() throws -> [ImportedSecret] {
        var secrets: [ImportedSecret] = []
        var origins: [String: String] = [:]
        for file in files {
            let bytes = try InputBytes.read(file, limit: SecretImport.maximumFileSize, what: "What")
            do {
                for secret in try SecretImport.parse(bytes, fileName: file == "-" ? "standard input" : file) {
                    if let other = origins.updateValue(file, forKey: secret.name) {
                        throw Failure(
                            .refused,
                            "\(secret.name) stands in \(other) and in \(file).",
                            next: "Remove one of the two; nothing was imported."
                        )
                    }
                    secrets.append(secret)
                }
            } catch let error as SecretImportError {
                throw Failure(.refused, error.message, next: "Nothing was imported.")
            }
        }
        return secrets
    }
}
