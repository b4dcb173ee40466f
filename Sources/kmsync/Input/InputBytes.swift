// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Bytes from standard input or a file, with a limit.
enum InputBytes {
    /// The longest secret value, in bytes.
    static let maximumSecretValue = 65_536

    /// The longest data of one cryptographic call, in bytes: as base64 it has to fit a frame of 1 MiB.
    static let maximumData = 64 << 10

    /// Reads a file, or standard input for nil and `-`, to its end; strips nothing.
    static func read(_ path: String?, limit: Int, what: String) throws(Failure) -> [UInt8] {
        guard let path, path != "-" else { return try read(STDIN_FILENO, "standard input", limit, what) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        return try read(descriptor, path, limit, what)
    }

    /// Reads one line from the terminal without showing it; without its line end.
    static func readHidden(prompt: String) throws(Failure) -> [UInt8] {
        // The echo goes first: switching it off drops what was typed before, also in answer to an early prompt.
        let suppressed = Interruption.suppressEcho()
        StandardError.write(prompt)
        defer {
            Interruption.restoreEcho()
            if suppressed { StandardError.write("\n") }
        }
        guard let line = readLine(strippingNewline: true) else {
            throw Failure(.usage, "No value was given.", next: "Type it, or pass it on standard input or with --file.")
        }
        return Array(line.utf8)
    }

    private static func read(
        _ descriptor: Int32,
        _ source: String,
        _ limit: Int,
        _ what: String
    ) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(source) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else {
                throw Failure(.refused, "\(what) in \(source) is longer than \(limit) bytes.")
            }
        }
    }

    private static func failure(_ source: String) -> Failure {
        Failure(.refused, "Cannot read \(source): \(String(cString: strerror(errno))).")
    }
}
