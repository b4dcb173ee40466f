// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Where the configuration comes from: the defaults, over them the file, the environment, and the flags.
struct ConfigurationSource: Sendable {
    /// The file that is read if it is there and no flag names another.
    static let standardPath = "/etc/kmsync/kmsyncd.yaml"
    /// Most bytes of a configuration file.
    static let maximumBytes = 1 << 20

    private let options: CommandLineOptions
    private let environment: [String: String]
    private let standardPath: String

    /// Reads `standardPath` where the flags name no file.
    init(
        _ options: CommandLineOptions,
        environment: [String: String],
        standardPath: String = Self.standardPath
    ) {
        self.options = options
        self.environment = environment
        self.standardPath = standardPath
    }

    /// Whether a socket that the service manager hands over is taken: a flag that names one goes before it.
    var takesActivatedSocket: Bool { options.socket == nil }

    /// The file that errors of a reload name.
    var file: String { options.config ?? standardPath }

    /// Reads all of it; at a reload again.
    func load(accounts: AccountDirectory = .system) throws(ConfigurationError) -> DaemonConfiguration {
        var configuration = try DaemonConfiguration.parse(try text(), file: file, accounts: accounts)
        if let (path, origin) = given(options.socket, "--socket", "KMSYNC_SOCKET") {
            guard path.utf8.count <= SocketConfiguration.maximumPathBytes else {
                let limit = SocketConfiguration.maximumPathBytes
                throw ConfigurationError(file: origin, reason: "The path is too long: give at most \(limit) bytes.")
            }
            configuration.socket.path = path
        }
        // systemd.exec(5): several directories of StateDirectory= are separated by colons.
        if let (paths, origin) = given(options.stateDirectory, "--state-directory", "STATE_DIRECTORY") {
            let path = options.stateDirectory ?? String(paths.prefix { $0 != ":" })
            guard !path.isEmpty else { throw ConfigurationError(file: origin, reason: "The path is empty: give one.") }
            configuration.stateDirectory = path
        }
        return configuration
    }

    /// The flag, else the variable unless it is empty, and what to call it.
    private func given(_ flag: String?, _ flagName: String, _ variable: String) -> (String, String)? {
        if let flag { return (flag, flagName) }
        guard let value = environment[variable], !value.isEmpty else { return nil }
        return (value, "$\(variable)")
    }

    /// The text of the file; empty where there is none and none has to be.
    private func text() throws(ConfigurationError) -> String {
        let content: [UInt8]?
        let isPipe: Bool
        do throws(SystemFault) {
            // Not to wait for the writer of a pipe: a reload would hang, and with it all later ones.
            let descriptor = try Descriptor(opening: file, O_RDONLY | O_NONBLOCK)
            isPipe = try descriptor.status().st_mode & S_IFMT == S_IFIFO
            content = isPipe ? nil : try descriptor.readAll(atMost: Self.maximumBytes)
        } catch {
            if error.code == ENOENT, options.config == nil { return "" }
            throw ConfigurationError(
                file: file,
                reason: "The file could not be read (\(error)): correct the path, or the mode of the file."
            )
        }
        guard !isPipe else {
            throw ConfigurationError(file: file, reason: "It is a pipe, which cannot be read again: give a file.")
        }
        guard let bytes = content else {
            throw ConfigurationError(file: file, reason: "The file is over \(Self.maximumBytes) bytes: shorten it.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(file: file, reason: "The file is no UTF-8 text: save it as UTF-8.")
        }
        return text
    }
}
