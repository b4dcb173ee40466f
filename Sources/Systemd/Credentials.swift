// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// The credentials that the service manager hands to this service (`LoadCredential=`; systemd.exec(5)).
package struct Credentials: Sendable {
    /// What a credential may measure in bytes: systemd's own bound for all credentials of a unit.
    package static let maximumSize = 1_048_576

    /// Where the files lie.
    package let directory: String

    /// - Parameter directory: A directory with one file for each credential.
    package init(directory: String) {
        self.directory = directory
    }

    /// What `$CREDENTIALS_DIRECTORY` names; nil when the unit has no credentials or there is no service manager.
    package static var ofThisService: Credentials? {
        guard let path = getenv("CREDENTIALS_DIRECTORY"), path.pointee != 0 else { return nil }
        return Credentials(directory: String(cString: path))
    }

    /// The names that begin with `prefix`, in the order of their bytes.
    package func names(prefix: String) throws(SystemdError) -> [String] {
        guard let stream = opendir(directory) else {
            throw SystemdError("The credentials directory \(directory) could not be listed", code: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != "..", name.hasPrefix(prefix) {
                names.append(name)
            }
        }
        return names.sorted()
    }

    /// The bytes of one credential, which the caller zeroes when they are secret.
    ///
    /// Throws when there is none of that name, when it cannot be read, or when it is over `maximumSize`.
    package func read(_ name: String) throws(SystemdError) -> [UInt8] {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")) else {
            throw SystemdError("'\(LogText.escaped(name))' is no name of a credential: give a plain file name.")
        }
        let descriptor = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SystemdError("The credential \(name) in \(directory) could not be opened", code: errno)
        }
        defer { close(descriptor) }
        return try readAll(descriptor, name: name)
    }

    private func readAll(_ descriptor: Int32, name: String) throws(SystemdError) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw SystemdError("The credential \(name) in \(directory) could not be read", code: errno)
        }
        guard (0...Int64(Self.maximumSize)).contains(Int64(status.st_size)) else {
            throw SystemdError("The credential \(name) is over \(Self.maximumSize) bytes: give a smaller one.")
        }
        // One allocation of the file's size: growing an array would leave copies of the secret behind.
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            while count < buffer.count {
                let result = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if result < 0, errno == EINTR { continue }
                if result < 0 { failure = errno }
                if result <= 0 { return }
                count += result
            }
        }
        if failure != 0 {
            throw SystemdError("The credential \(name) in \(directory) could not be read", code: failure)
        }
        return bytes
    }
}
