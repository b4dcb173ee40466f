// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Glibc
import KeyVault
import SyncModel
import Systemd
import Testing

@testable import kmsyncd

struct MasterKeySourceTests {
    private static let bytes = (0..<32).map { UInt8(200 + $0) }
    private static let hexadecimal = bytes.map { String($0, radix: 16) }.joined()

    private let state: TemporaryDirectory
    private let given: TemporaryDirectory

    init() throws {
        state = try TemporaryDirectory()
        given = try TemporaryDirectory()
    }

    private func offer(
        _ instances: MasterKeySource.Instances = .none,
        requiresCredential: Bool = false
    ) throws -> MasterKeySource.Offer {
        let directory = try StateDirectory(opening: state.path)
        let credentials = Credentials(directory: given.path)
        return try MasterKeySource(directory, credentials: credentials, requiresCredential: requiresCredential)
            .offer { instances }
    }

    private func refusal(
        _ instances: MasterKeySource.Instances = .none,
        requiresCredential: Bool = false
    ) -> StateError? {
        #expect(throws: StateError.self) { try offer(instances, requiresCredential: requiresCredential) }
    }

    private func id(_ bytes: [UInt8]) throws -> String { try MasterKey(Material(bytes)).id }

    @Test(arguments: [
        bytes, Array(hexadecimal.utf8), Array((hexadecimal.uppercased() + "\n").utf8),
        Array(("  " + Data(bytes).base64EncodedString() + "\r\n").utf8),
    ])
    func `a credential may be bytes, hexadecimal digits or base64`(_ content: [UInt8]) throws {
        try given.write(content, to: "master-key")
        #expect(try offer().keys.ids == [id(Self.bytes)])
    }

    /// Contents that are no 32 bytes in any of the accepted forms.
    private static let malformed: [[UInt8]] = {
        let shorter: [UInt8] = Array(bytes.dropLast())
        let longer: [UInt8] = bytes + [10]
        let base64 = { (bytes: [UInt8]) -> [UInt8] in Array(Data(bytes).base64EncodedString().utf8) }
        var contents: [[UInt8]] = [[], shorter, longer, Array(hexadecimal.utf8.dropLast())]
        contents.append(Array("g\(hexadecimal.dropLast())".utf8))
        contents.append(Array(base64(bytes).dropLast()))
        contents.append(base64(bytes + [1]))
        contents.append(base64(shorter))
        contents.append([UInt8](repeating: 0x20, count: 40))
        contents.append([UInt8](repeating: 0x41, count: 43) + [0x42])
        contents.append([UInt8](repeating: 0x41, count: 42) + [0x42, 0x3D])
        contents.append([UInt8](repeating: 7, count: 5000))
        return contents
    }()

    @Test(arguments: malformed)
    func `what is no master key is refused by name and not repeated`(_ content: [UInt8]) throws {
        try given.write(content, to: "master-key.old")
        let error = try #require(refusal())
        #expect(error == .malformedMasterKey(origin: "The credential master-key.old"))
        #expect(error.exitStatus == .badConfiguration)
        #expect(error.description.utf8.count < 200)
    }

    @Test func `base64 is read like everybody reads it`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var text = Array(Data(bytes).base64EncodedString().utf8)
            let material = MasterKeyText.material(&text)
            #expect(material == Material(bytes), "\(bytes)")
            #expect(text.allSatisfy { $0 == 0 })
        }
    }

    @Test func `the first credential by name wraps, and the file in the state directory only opens`() throws {
        let keys = (1...4).map { [UInt8](repeating: UInt8($0), count: 32) }
        try given.write(keys[1], to: "master-key.2")
        try given.write(keys[0], to: "master-key")
        try given.write(keys[3], to: "other-key")
        try state.write(keys[2], to: "master-key")
        let offer = try offer(.some(wantedKeyID: nil), requiresCredential: true)
        #expect(try offer.keys.ids == [id(keys[0]), id(keys[1]), id(keys[2])])
        #expect(offer.madeFile == nil)

        // What the file's key once wrapped opens, and is wrapped under the credential from now on.
        let old = try MasterKeyRing(first: MasterKey(Material(keys[2])))
        let wrapped = try old.wrap(SealingKey(Material.random(count: 32)), instanceID: "a")
        let rootKey = try offer.keys.open(wrapped.wrapped, masterKeyID: wrapped.masterKeyID, instanceID: "a")
        #expect(try offer.keys.wrap(rootKey, instanceID: "a").masterKeyID == id(keys[0]))
    }

    @Test func `a key is made once, whole, and for its owner alone`() throws {
        umask(0)
        // What a crash in the middle of it leaves.
        try state.write([1, 2, 3], to: "master-key.new", mode: 0o644)
        let made = try offer()
        let path = state.path + "/master-key"
        #expect(made.madeFile == path)
        var status = stat()
        try #require(stat(path, &status) == 0)
        #expect(status.st_mode == S_IFREG | 0o600)
        #expect(status.st_size == 32)
        #expect(!FileManager.default.fileExists(atPath: path + ".new"))

        let read = try offer(.some(wantedKeyID: nil))
        #expect(read.madeFile == nil)
        #expect(read.keys.ids == made.keys.ids)
    }

    @Test func `no key is made where a credential is asked for`() throws {
        #expect(refusal(requiresCredential: true) == .credentialMissing)
        try state.write(Self.bytes, to: "master-key")
        #expect(refusal(requiresCredential: true) == .credentialMissing)
        let directory = try StateDirectory(opening: state.path)
        let source = MasterKeySource(directory, credentials: nil, requiresCredential: true)
        #expect(throws: StateError.credentialMissing) { try source.offer { .none } }
    }

    @Test func `no key is made where there are instances, and the wanted one is named`() throws {
        let error = try #require(refusal(.some(wantedKeyID: "0123456789abcdef")))
        #expect(error == .noFittingMasterKey(wanted: "0123456789abcdef", offered: []))
        #expect(error.exitStatus.rawValue == 78)
        #expect(error.description.contains("0123456789abcdef"))
        #expect(!FileManager.default.fileExists(atPath: state.path + "/master-key"))
        #expect(refusal(.some(wantedKeyID: nil)) == .noFittingMasterKey(wanted: nil, offered: []))
    }

    @Test(arguments: [0o644, 0o640, 0o660, 0o400, 0o4600] as [mode_t])
    func `a file of another mode is refused`(_ mode: mode_t) throws {
        let path = try state.write(Self.bytes, to: "master-key", mode: mode)
        let reason = "its mode is 0\(String(mode, radix: 8))"
        #expect(refusal() == .unsafeMasterKeyFile(path: path, reason: reason))
    }

    @Test func `what is no plain file is refused`() throws {
        let path = state.path + "/master-key"
        try given.write(Self.bytes, to: "elsewhere")
        try #require(symlink(given.path + "/elsewhere", path) == 0)
        #expect(refusal() == .unsafeMasterKeyFile(path: path, reason: "it is a symbolic link"))
        try #require(unlink(path) == 0 && mkdir(path, 0o600) == 0)
        #expect(refusal() == .unsafeMasterKeyFile(path: path, reason: "it is no plain file"))
        // Opening a pipe would wait for a writer.
        try #require(rmdir(path) == 0 && mkfifo(path, 0o600) == 0)
        #expect(refusal() == .unsafeMasterKeyFile(path: path, reason: "it is no plain file"))
    }

    @Test(.enabled(if: geteuid() == 0, "NOT TESTED HERE: needs root, to give a file away"))
    func `a file of somebody else is refused`() throws {
        let path = try state.write(Self.bytes, to: "master-key")
        try #require(chown(path, 65_534, 65_534) == 0)
        #expect(refusal() == .unsafeMasterKeyFile(path: path, reason: "it belongs to user 65534"))
    }

    @Test func `a file that holds no key is refused`() throws {
        let path = try state.write(Self.bytes.dropLast(), to: "master-key")
        #expect(refusal() == .malformedMasterKey(origin: path))
    }

    @Test func `too many credentials are refused, and a directory that is not there`() throws {
        for index in 0...MasterKeySource.maximumKeys { try given.write(Self.bytes, to: "master-key.\(index)") }
        #expect(refusal() == .tooManyMasterKeys(limit: 16))
        let source = MasterKeySource(
            try StateDirectory(opening: state.path),
            credentials: Credentials(directory: given.path + "/absent"),
            requiresCredential: false
        )
        #expect(throws: StateError.self) { try source.offer { .none } }
    }

    @Test func `a copy of a key is named from any file, and what is none is refused`() throws {
        let copy = try given.write(Array((Self.hexadecimal + "\n").utf8), to: "copy")
        let part = try given.write(Self.bytes.dropLast(), to: "part")
        let whole = try Descriptor(opening: copy, O_RDONLY)
        let torn = try Descriptor(opening: part, O_RDONLY)
        #expect(try MasterKeyFile.key(readingFrom: whole.number, origin: "it").id == id(Self.bytes))
        var error: StateError?
        do throws(StateError) {
            _ = try MasterKeyFile.key(readingFrom: torn.number, origin: "it")
        } catch let refusal {
            error = refusal
        }
        #expect(error == .malformedMasterKey(origin: "it"))
    }
}
