// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import KeyVault
import SyncModel

/// The file of the embedded master key, `master-key` in the state directory: 32 bytes, for its owner alone.
struct MasterKeyFile: Sendable {
    private static let name = "master-key"
    private static let mode: mode_t = 0o600

    private let directory: String

    /// Looks into this directory.
    init(directory: String) { self.directory = directory }

    /// Where the file is, or will be.
    var path: String { "\(directory)/\(Self.name)" }

    /// Reads the key; nil where there is no file.
    ///
    /// Throws `unsafeMasterKeyFile` where others may read it.
    func read() throws(StateError) -> MasterKey? {
        var bytes: [UInt8]
        let danger: String?
        do throws(SystemFault) {
            let descriptor = try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            danger = Self.danger(try descriptor.status())
            bytes = danger == nil ? try descriptor.readAll(atMost: MasterKeyText.maximumBytes) ?? [] : []
        } catch {
            switch error.code {
            case ENOENT: return nil
            case ELOOP: throw .unsafeMasterKeyFile(path: path, reason: "it is a symbolic link")
            case _: throw .failed(action: "The master key \(path) could not be read", error)
            }
        }
        if let danger { throw .unsafeMasterKeyFile(path: path, reason: danger) }
        return try Self.key(&bytes, origin: path)
    }

    /// Makes a new key and returns once its file is on the disk; a crash leaves the whole file or none.
    func make() throws(StateError) -> MasterKey {
        let key: MasterKey
        do throws(VaultError) {
            key = try MasterKey.generate()
        } catch {
            throw .masterKeyNotMade
        }
        let temporary = path + ".new"
        do throws(SystemFault) {
            // What a crash left; the directory is locked, so nobody else is writing it.
            if unlink(temporary) != 0, errno != ENOENT { throw .last }
            let descriptor = try Descriptor(
                opening: temporary,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
                mode: Self.mode
            )
            guard fchmod(descriptor.number, Self.mode) == 0 else { throw .last }
            if let fault = key.material.withUnsafeBytes({ descriptor.write($0) }) { throw fault }
            try descriptor.synchronize()
            guard rename(temporary, path) == 0 else { throw .last }
            try Descriptor(opening: directory, O_RDONLY | O_DIRECTORY).synchronize()
        } catch {
            unlink(temporary)
            throw .failed(action: "The master key \(path) could not be written", error)
        }
        return key
    }

    /// Reads a key from whatever is open there, a pipe or a socket included; `origin` is what to name in the error.
    static func key(readingFrom number: Int32, origin: String) throws(StateError) -> MasterKey {
        var bytes: [UInt8]
        do throws(SystemFault) {
            bytes = try Descriptor(duplicating: number).readAll(atMost: MasterKeyText.maximumBytes) ?? []
        } catch {
            throw .failed(action: "\(origin) could not be read", error)
        }
        return try key(&bytes, origin: origin)
    }

    /// Takes the bytes of a key, which are zeroed; `origin` is what to name in the error.
    static func key(_ bytes: inout [UInt8], origin: String) throws(StateError) -> MasterKey {
        guard let material = MasterKeyText.material(&bytes) else { throw .malformedMasterKey(origin: origin) }
        do throws(VaultError) {
            return try MasterKey(material)
        } catch {
            throw .malformedMasterKey(origin: origin)
        }
    }

    private static func danger(_ status: stat) -> String? {
        if status.st_mode & S_IFMT != S_IFREG { return "it is no plain file" }
        if status.st_uid != geteuid() { return "it belongs to user \(status.st_uid)" }
        let mode = status.st_mode & 0o7777
        return mode == Self.mode ? nil : "its mode is 0\(String(mode, radix: 8))"
    }
}
