// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import SyncModel

@Suite
struct WireTests {
    @Test
    func `what was written is read back`() throws {
        var writer = WireWriter()
        writer.append(UInt8(7))
        writer.append(Int64(-5))
        writer.append(UInt64.max)
        writer.append("secret/\u{e9}")
        writer.append([1, 2, 3])
        writer.append(optional: "x") { $0.append($1) }
        writer.append(optional: String?.none) { $0.append($1) }
        try writer.bytes.withUnsafeBytes { memory throws in
            var reader = WireReader(memory)
            let (byte, signed, unsigned) = (try reader.byte(), try reader.int64(), try reader.uint64())
            #expect(byte == 7 && signed == -5 && unsigned == .max)
            let (text, bytes) = (try reader.text(), try reader.bytes())
            #expect(text == "secret/\u{e9}" && bytes == [1, 2, 3])
            let some = try reader.optional { (reader) throws(MalformedWire) in try reader.text() }
            let none = try reader.optional { (reader) throws(MalformedWire) in try reader.text() }
            #expect(some == "x" && none == nil && reader.isAtEnd)
        }
    }

    @Test
    func `nothing is read beyond the end, wherever it is cut`() {
        var writer = WireWriter()
        writer.append("text")
        writer.append(Int64(1))
        for length in 0..<writer.bytes.count {
            Array(writer.bytes.prefix(length)).withUnsafeBytes { memory in
                _ = #expect(throws: MalformedWire.self) {
                    var reader = WireReader(memory)
                    _ = try reader.text()
                    _ = try reader.int64()
                }
            }
        }
    }

    @Test(arguments: [[0xff, 0xff, 0xff, 0xff], [0, 0, 0, 1, 0xff], [0, 0, 0, 2, 0x41]] as [[UInt8]])
    func `lengths that lie and texts that are not UTF-8 are malformed`(bytes: [UInt8]) {
        bytes.withUnsafeBytes { memory in
            _ = #expect(throws: MalformedWire.self) {
                var reader = WireReader(memory)
                _ = try reader.text()
            }
        }
    }

    @Test
    func `material says nothing of its bytes`() {
        let material = Material(Array("sesame".utf8))
        var dumped = ""
        dump(material, to: &dumped)
        for text in ["\(material)", "\([material])", String(reflecting: material), dumped] {
            #expect(!text.contains("sesame") && !text.contains("115"))
        }
        #expect(material == Material(Array("sesame".utf8)) && material != Material(Array("sesamf".utf8)))
        #expect(material != Material([]))
    }

    @Test
    func `a digest has 32 bytes`() {
        #expect(Digest([UInt8](repeating: 1, count: 32)) != nil)
        #expect(Digest([UInt8](repeating: 1, count: 31)) == nil && Digest([]) == nil)
    }
}
