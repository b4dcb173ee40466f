// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Glibc
import Synchronization
import Testing
import Varlink

/// A peer on a real socket that says what a test wants it to, whatever it hears.
final class ScriptedPeer: Sendable {
    private let heardFrames = Mutex<[String]>([])
    private let ended = DispatchGroup()

    /// Connects a client to a peer that has said `say`, or that echoes parameters, and cleans up afterwards.
    static func run(
        say: [String] = [],
        echo: Bool = false,
        thenClose: Bool = false,
        _ body: (VarlinkClient, ScriptedPeer) throws -> Void
    ) throws {
        try TemporaryDirectory.with { directory in
            let path = directory + "/socket"
            let listener = try listen(at: path)
            let client = try VarlinkClient(path: path)
            let descriptor = accept(listener, nil, nil)
            close(listener)
            let peer = ScriptedPeer()
            let bytes = Array(say.joined().utf8)
            // A queue of its own with the default target: it may block.
            DispatchQueue(label: "scripted peer").async(group: peer.ended) {
                peer.serve(descriptor, say: bytes, echo: echo, thenClose: thenClose)
            }
            defer {
                client.close()
                peer.ended.wait()
            }
            try body(client, peer)
        }
    }

    /// Makes a listening socket.
    static func listen(at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && Glibc.listen(descriptor, 8) == 0)
        return descriptor
    }

    /// All frames that came, once the client has closed.
    func heard() -> [String] {
        ended.wait()
        return heardFrames.withLock { $0 }
    }

    private func serve(_ descriptor: Int32, say: [UInt8], echo: Bool, thenClose: Bool) {
        var decoder = FrameDecoder()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var hasSaid = false
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                break
            }
            decoder.append(buffer[..<count])
            while let frame = try? decoder.next() {
                heardFrames.withLock { $0.append(String(decoding: frame, as: UTF8.self)) }
                if echo, let call = try? CallHeader(frame: frame) {
                    writeAll(descriptor, FrameEncoder.reply(call.parameters))
                } else if !hasSaid {
                    hasSaid = true
                    writeAll(descriptor, say)
                }
            }
            if thenClose, hasSaid {
                break
            }
        }
        close(descriptor)
    }

    private func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                return
            }
            sent += count
        }
    }
}
