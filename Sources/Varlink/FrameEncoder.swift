// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Puts JSON objects that are encoded already into messages, their NUL included.
package enum FrameEncoder {
    /// How a call wants to be answered.
    package enum CallMode: Sendable, Equatable {
        /// One reply.
        case single
        /// As many replies as the method has.
        case more
        /// No reply.
        case oneway
    }

    /// A call; `parameters` is a JSON object.
    package static func call(_ method: String, _ parameters: [UInt8], mode: CallMode = .single) -> [UInt8] {
        var frame = open("{\"method\":", parameters)
        JSONEscapes.append(method, to: &frame)
        switch mode {
        case .single: break
        case .more: frame.append(contentsOf: ",\"more\":true".utf8)
        case .oneway: frame.append(contentsOf: ",\"oneway\":true".utf8)
        }
        frame.append(contentsOf: ",\"parameters\":".utf8)
        return close(frame, parameters)
    }

    /// A reply; `parameters` is a JSON object, `continues` says that another follows.
    package static func reply(_ parameters: [UInt8], continues: Bool = false) -> [UInt8] {
        close(open(continues ? "{\"continues\":true,\"parameters\":" : "{\"parameters\":", parameters), parameters)
    }

    /// An error reply.
    package static func error(_ error: VarlinkError) -> [UInt8] {
        var frame = open("{\"error\":", error.parameters)
        JSONEscapes.append(error.name, to: &frame)
        frame.append(contentsOf: ",\"parameters\":".utf8)
        return close(frame, error.parameters)
    }

    private static func open(_ head: String, _ parameters: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        // Room for names and members as they usually are; longer ones only cost another allocation.
        frame.reserveCapacity(parameters.count + 128)
        frame.append(contentsOf: head.utf8)
        return frame
    }

    private static func close(_ head: consuming [UInt8], _ parameters: [UInt8]) -> [UInt8] {
        var frame = head
        frame.append(contentsOf: parameters)
        frame.append(UInt8(ascii: "}"))
        frame.append(0)
        return frame
    }
}
