// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// The real `kmsync`, as a process.
struct Client {
    let socket: String

    init(_ daemon: DaemonProcess) { socket = daemon.socket }

    /// Runs a verb, whatever comes of it; `words` are separated by blanks.
    func run(_ words: String, input: [UInt8] = []) throws -> Command.Outcome {
        try Command(
            program: try Binaries.path("kmsync"),
            arguments: words.split(separator: " ").map(String.init),
            environment: Surroundings.with(["KMSYNC_SOCKET": socket]),
            input: input
        ).run()
    }

    /// Runs a verb that must succeed; gives its standard output.
    @discardableResult
    func callAsFunction(
        _ words: String,
        input: [UInt8] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let outcome = try run(words, input: input)
        try #require(outcome.status == 0, "kmsync \(words): \(outcome)", sourceLocation: sourceLocation)
        return outcome.output
    }

    /// Runs a verb that must succeed with `--json`.
    func json(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
        try JSON(parsing: try self("\(words) --json", sourceLocation: sourceLocation))
    }

    /// Runs a verb that must end with this status; gives what it said on standard error.
    @discardableResult
    func fails(
        _ status: Int32,
        _ words: String,
        input: [UInt8] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let outcome = try run(words, input: input)
        try #require(outcome.status == status, "kmsync \(words): \(outcome)", sourceLocation: sourceLocation)
        return outcome.messages
    }
}
