// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Systemd
import TestSupport
import Testing

struct SocketActivationTests {
    @Test func `sockets come with their names, and the environment is cleared`() async {
        await #expect(processExitsWith: .success) {
            try withTemporaryDirectory { directory in
                let sockets = try [listeningSocket(directory + "/a"), listeningSocket(directory + "/b")]
                let (result, isEmptyAfter) = handedOver(sockets, names: "control:other") {
                    (Result { try SocketActivation.listeningDescriptors() }, getenv("LISTEN_FDS") == nil)
                }
                #expect(
                    try result.get().map { [$0.name, "\($0.descriptor)"] } == [["control", "3"], ["other", "4"]]
                )
                expectSame(isEmptyAfter, true)
                try expectSame(SocketActivation.listeningDescriptors().isEmpty, true)
            }
        }
    }

    @Test func `without a manager there are none`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("LISTEN_FDS")
            let sockets = try SocketActivation.listeningDescriptors()
            expectSame(sockets.isEmpty, true)
        }
    }

    @Test func `a descriptor that is no listening stream socket is refused by name`() async {
        await #expect(processExitsWith: .success) {
            let file = open("/dev/null", O_RDONLY)
            let result = handedOver([file], names: "null") { Result { try SocketActivation.listeningDescriptors() } }
            let error = #expect(throws: SystemdError.self) { try result.get() }
            #expect(
                error?.message.hasPrefix("Descriptor 3, named 'null', is no listening AF_UNIX stream socket") == true
            )
        }
    }
}

func listeningSocket(_ path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    try #require(withUnixAddress(path) { bind(descriptor, $0, $1) } == 0)
    try #require(listen(descriptor, 8) == 0)
    return descriptor
}

/// Runs `body` with the descriptors where a manager puts them, from 3 on, and puts back what was there: the test library
/// reports through one of them.
func handedOver<Result>(_ descriptors: [Int32], names: String, _ body: () -> Result) -> Result {
    let places = descriptors.indices.map { Int32($0) + 3 }
    let moved = descriptors.map { fcntl($0, F_DUPFD, 100) }
    let saved = places.map { fcntl($0, F_DUPFD, 100) }
    for (descriptor, place) in zip(moved, places) { dup2(descriptor, place) }
    setenv("LISTEN_PID", "\(getpid())", 1)
    setenv("LISTEN_FDS", "\(descriptors.count)", 1)
    setenv("LISTEN_FDNAMES", names, 1)
    defer {
        for (descriptor, place) in zip(saved, places) where descriptor >= 0 { dup2(descriptor, place) }
    }
    return body()
}
