// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Foundation
import Synchronization
import Varlink

/// Listens on a socket of its own and answers calls as a test says; the replies are those of the contract.
final class ScriptedDaemon: Sendable {
    /// What comes back for one call.
    enum Response {
        /// One reply.
        case reply(String)
        /// Several, each but the last with `continues`.
        case replies([String])
        /// Several, all with `continues`.
        case open([String])
        /// Nothing, and the connection stays.
        case silence
        /// An error.
        case error(ControlError)
        /// Nothing: the connection is closed.
        case hangUp
    }

    let path: String
    private let directory: URL
    private let listener: Int32
    private let respond: @Sendable (CallHeader) -> Response
    private let calls = Mutex<[CallHeader]>([])
    private let mostAtOnce = Mutex(0)

    /// Starts at once; ends with `stop`.
    init(respond: @escaping @Sendable (CallHeader) -> Response) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.appendingPathComponent("s").path
        self.respond = respond
        listener = try Self.listen(path)
        Thread.detachNewThread { [self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Thread.detachNewThread { [self] in serve(connection) }
            }
            close(listener)
        }
    }

    /// No more connections.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        // ignoring: a directory that stays in the temporary directory harms nobody.
        try? FileManager.default.removeItem(at: directory)
    }

    /// The calls that came, in their order.
    var received: [CallHeader] { calls.withLock { $0 } }

    /// The methods that were called, without their interface.
    var methods: [String] { received.map { $0.method.split(separator: ".").last.map(String.init) ?? "" } }

    /// The parameters of the last call.
    var lastParameters: String { received.last.map { String(decoding: $0.parameters, as: UTF8.self) } ?? "" }

    /// The most calls that were there before one was answered.
    var mostCallsAtOnce: Int { mostAtOnce.withLock { $0 } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var decoder = FrameDecoder()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = recv(connection, &buffer, buffer.count, 0), count > 0 {
            decoder.append(buffer[..<count])
            var atOnce = 0
            // ignoring: a client that sends no frame gets no answer, which its test notices.
            while let frame = try? decoder.next(), let call = try? CallHeader(frame: frame) {
                atOnce += 1
                calls.withLock { $0.append(call) }
                guard answer(call, on: connection) else { return }
            }
            mostAtOnce.withLock { $0 = max($0, atOnce) }
        }
    }

    private func answer(_ call: CallHeader, on connection: Int32) -> Bool {
        switch respond(call) {
        case .reply(let json): return write(FrameEncoder.reply(Array(json.utf8)), on: connection)
        case .replies(let all):
            for (index, json) in all.enumerated() {
                let frame = FrameEncoder.reply(Array(json.utf8), continues: index < all.count - 1)
                guard write(frame, on: connection) else { return false }
            }
            return true
        case .open(let all):
            return all.allSatisfy { write(FrameEncoder.reply(Array($0.utf8), continues: true), on: connection) }
        case .silence: return true
        case .error(let error): return write(FrameEncoder.error(error.varlinkError), on: connection)
        case .hangUp: return false
        }
    }

    private func write(_ frame: [UInt8], on connection: Int32) -> Bool {
        var rest = frame[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func listen(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, Glibc.listen(descriptor, 16) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return descriptor
    }
}
