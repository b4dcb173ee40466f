// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// The built client, run to its end.
struct ClientRun {
    let status: Int32
    let output: Data
    let errors: String

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }

    /// Runs `kmsync` with pipes for standard streams.
    init(
        _ arguments: [String],
        input: Data = Data(),
        environment: [String: String] = [:]
    ) throws {
        let process = Self.process(arguments, environment)
        let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
        process.standardInput = pipes.input
        process.standardOutput = pipes.output
        process.standardError = pipes.errors
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        // ignoring: a client that does not read its input is what some tests are about.
        try? pipes.input.fileHandleForWriting.write(contentsOf: input)
        try pipes.input.fileHandleForWriting.close()
        output = pipes.output.fileHandleForReading.readDataToEndOfFile()
        errors = String(decoding: pipes.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    /// Runs `kmsync` at a terminal, types once `prompt` was seen; all output is in `output`, with `\r\n`.
    init(
        atTerminal arguments: [String],
        expecting prompt: String? = nil,
        typing typed: String = "",
        environment: [String: String] = [:]
    ) throws {
        let (terminal, side) = try Self.openTerminal()
        let process = Self.process(arguments, environment)
        process.standardInput = side
        process.standardOutput = side
        process.standardError = side
        try process.run()
        try side.close()
        var awaited = prompt
        var seen = Data()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(terminal, &buffer, buffer.count), count > 0 {
            seen.append(contentsOf: buffer[..<count])
            if let prompt = awaited, String(decoding: seen, as: UTF8.self).contains(prompt) {
                awaited = nil
                _ = typed.withCString { write(terminal, $0, strlen($0)) }
            }
        }
        close(terminal)
        process.waitUntilExit()
        output = seen
        errors = ""
        status = process.terminationStatus
    }

    /// A pseudoterminal, pty(7): the test's side and the program's.
    private static func openTerminal() throws -> (Int32, FileHandle) {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var number: Int32 = 0
        var locked: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2).
        guard terminal >= 0, ioctl(terminal, 0x4004_5431, &locked) == 0, ioctl(terminal, 0x8004_5430, &number) == 0
        else {
            throw POSIXError(.ENODEV)
        }
        let side = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        return (terminal, FileHandle(fileDescriptor: side, closeOnDealloc: true))
    }

    private static func process(_ arguments: [String], _ environment: [String: String]) -> Process {
        let process = Process()
        let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        process.executableURL = products.appendingPathComponent("kmsync")
        process.arguments = arguments
        process.environment = environment
        return process
    }
}
