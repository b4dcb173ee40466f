// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Systemd
import Testing

struct CredentialsTests {
    @Test func `names with the prefix come sorted, and their bytes as they are`() throws {
        try withTemporaryDirectory { directory in
            try write([1, 0, 255, 10], to: directory + "/master-key.2")
            try write([], to: directory + "/master-key")
            try write([7], to: directory + "/other")
            let credentials = Credentials(directory: directory)
            #expect(try credentials.names(prefix: "master-key") == ["master-key", "master-key.2"])
            #expect(try credentials.names(prefix: "") == ["master-key", "master-key.2", "other"])
            #expect(try credentials.read("master-key.2") == [1, 0, 255, 10])
            #expect(try credentials.read("master-key") == [])
        }
    }

    @Test func `what is missing, too large or no plain name is refused`() throws {
        try withTemporaryDirectory { directory in
            let credentials = Credentials(directory: directory)
            #expect(throws: SystemdError.self) { try credentials.read("absent") }
            for name in ["", ".", "..", "../passwd", "a/b"] {
                let error = #expect(throws: SystemdError.self) { try credentials.read(name) }
                #expect(error?.message.contains("is no name of a credential") == true)
            }
            try write([UInt8](repeating: 1, count: Credentials.maximumSize), to: directory + "/full")
            #expect(try credentials.read("full").count == Credentials.maximumSize)
            try write([UInt8](repeating: 1, count: Credentials.maximumSize + 1), to: directory + "/over")
            #expect(throws: SystemdError.self) { try credentials.read("over") }
            #expect(throws: SystemdError.self) { try Credentials(directory: directory + "/absent").names(prefix: "") }
        }
    }

    @Test func `the directory is the one that the manager names`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("CREDENTIALS_DIRECTORY")
            expectSame(Credentials.ofThisService?.directory, nil)
            setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x.service", 1)
            expectSame(Credentials.ofThisService?.directory, "/run/credentials/x.service")
        }
    }
}

private func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
}
