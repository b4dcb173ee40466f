// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing

/// A program that is run to its end, with what it is given and what it says.
struct Command {
    struct Outcome: CustomStringConvertible {
        let end: ChildProcess.End
        let output: [UInt8]
        let messages: String

        var status: Int32? { if case .exited(let status) = end { status } else { nil } }
        var text: String { String(decoding: output, as: UTF8.self) }
        var description: String { "\(end)\n\(text)\(messages)" }
    }

    /// What fits into a pipe at once; nothing longer is ever given to a program here.
    private static let longestInput = 64 << 10

    var program: String
    var arguments: [String]
    var environment = Surroundings.with([:])
    var input: [UInt8] = []
    var patience: Duration = .seconds(60)

    /// Runs it; throws when it does not end in time.
    func run() throws -> Outcome {
        try #require(input.count <= Self.longestInput)
        let (output, outputEnd) = try Descriptor.pipe()
        let (messages, messagesEnd) = try Descriptor.pipe()
        let process = try start(output: outputEnd, messages: messagesEnd)
        var text: [Int32: [UInt8]] = [output.number: [], messages.number: []]
        var open: Set<Int32> = [output.number, messages.number]
        let deadline = ContinuousClock.now + patience
        while !open.isEmpty {
            let ready = try readable(open.sorted(), until: deadline)
            if ready.isEmpty {
                process.signal(SIGKILL)
                let said = text.values.map { String(decoding: $0, as: UTF8.self) }.joined()
                throw DaemonProcess.Failure(description: "\(program) \(arguments) did not end in time: \(said)")
            }
            for number in ready {
                let bytes = try number == output.number ? output.read() : messages.read()
                text[number, default: []] += bytes
                if bytes.isEmpty { open.remove(number) }
            }
        }
        return Outcome(
            end: process.wait(),
            output: text[output.number] ?? [],
            messages: String(decoding: text[messages.number] ?? [], as: UTF8.self)
        )
    }

    private func start(output: Descriptor, messages: Descriptor) throws -> ChildProcess {
        // Only the program keeps these ends, so that its end is seen.
        defer {
            output.close()
            messages.close()
        }
        let (inputEnd, given) = try Descriptor.pipe()
        try #require(input.isEmpty || write(given.number, input, input.count) == input.count)
        return try ChildProcess(
            program,
            arguments,
            environment: environment,
            ChildProcess.Standard(input: inputEnd.number, output: output.number, error: messages.number)
        )
    }
}
