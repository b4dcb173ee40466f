// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// Connections of another user of the machine, held until this goes; needs root, to become that user.
final class OtherUser {
    /// Has no rights anywhere.
    static let nobody: uid_t = 65_534
    static let isPossible = getuid() == 0

    /// What was answered on each connection, in the order in which they were made.
    private(set) var replies: [JSON] = []

    private let process: ChildProcess
    // Its end of input ends the process, and with it the connections.
    private let input: Descriptor

    /// Connects so many times, and makes the same call on each connection.
    init(_ uid: uid_t = OtherUser.nobody, to socket: String, connections: Int = 1, call: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Python/peer.py")
        let (inputEnd, input) = try Descriptor.pipe()
        let (output, outputEnd) = try Descriptor.pipe()
        self.input = input
        process = try ChildProcess(
            "/usr/bin/env",
            [
                "setpriv", "--reuid=\(uid)", "--regid=\(uid)", "--clear-groups",
                // By its text: the other user may not be able to read the sources.
                "/usr/bin/python3", "-c", try String(contentsOf: script, encoding: .utf8), socket, "\(connections)",
                call,
            ],
            environment: Surroundings.with([:]),
            ChildProcess.Standard(input: inputEnd.number, output: outputEnd.number, error: 2)
        )
        inputEnd.close()
        outputEnd.close()
        var text: [UInt8] = []
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < connections {
            try #require(!readable([output.number], until: .now + DaemonProcess.patience).isEmpty)
            let more = try output.read()
            try #require(!more.isEmpty, "peer.py ended: \(String(decoding: text, as: UTF8.self))")
            text += more
        }
        replies = try text.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: $0) }
    }

    deinit {
        input.close()
        process.wait()
    }

    /// How many connections were let in.
    var admitted: Int { replies.count { $0.error == .null } }
}
