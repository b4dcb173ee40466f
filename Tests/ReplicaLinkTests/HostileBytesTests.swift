// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import KeyManagement
import ReplicaLink
import SyncEngine
import SyncModel
import Testing

@testable import InstanceStore

struct HostileBytesTests {
    @Test func `one byte changed anywhere in a push applies nothing wrong, and spares the neighbours`() async throws {
        let fixture = try await LinkFixture()
        for name in ["a", "b", "c"] { try await fixture.createSecret(name, "value of \(name)") }
        let items = try fixture.load(["secret/a", "secret/b", "secret/c"])
        let expected = try contents(of: fixture.primary)
        // Caught on its way: the replica does not see it before it is changed.
        fixture.faults.setFault(outage, replica: fixture.replica.id)
        _ = await fixture.push(items)
        _ = fixture.faults.clearFaults(replica: nil)
        let request = try #require(fixture.transport.requests.last)
        var kinds: [UInt8: Int] = [:]
        for place in request.indices.reversed() {
            var changed = request
            changed[place] ^= 0x41
            let reply = await fixture.handle(changed)
            kinds[reply[0], default: 0] += 1
        }
        for (name, content) in try contents(of: fixture.replica) { #expect(content == expected[name]) }
        #expect(kinds[0, default: 0] > 100 && kinds[1, default: 0] > 0)
        #expect(LinkFixture.words(await fixture.push(items)) == ["1", "1", "1"])
        #expect(try contents(of: fixture.replica) == expected)
    }

    @Test func `an item whose payload was changed is told as such, and its neighbours are applied`() async throws {
        let fixture = try await LinkFixture()
        for name in ["a", "b", "c"] { try await fixture.createSecret(name) }
        let items = try fixture.load(["secret/a", "secret/b", "secret/c"])
        fixture.faults.setFault(outage, replica: fixture.replica.id)
        _ = await fixture.push(items)
        var request = try #require(fixture.transport.requests.last)
        let name = Data(request).range(of: Data("secret/b".utf8))
        request[try #require(name).upperBound + 8 + 36 + 8 + 4 + 20] ^= 1
        let reply = await fixture.handle(request)
        #expect(Data(reply).range(of: Data("integrity_failed".utf8)) != nil)
        #expect(try Set(contents(of: fixture.replica).keys) == ["secret/a", "secret/c"])
    }

    @Test func `a payload opens only at its own replica`() async throws {
        let fixture = try await LinkFixture()
        let other = try await LinkFixture()
        try await fixture.createSecret("a")
        _ = try await fixture.push("secret/a")
        for request in fixture.transport.requests { _ = await other.handle(request) }
        #expect(try contents(of: other.replica).isEmpty)
    }

    @Test func `every truncation of every request, and noise, is answered once and changes nothing`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createKey("k", aliases: ["alias/k"])
        try await fixture.createSecret("a", "one", key: "k")
        _ = try await fixture.push("key/k", "secret/a")
        let hello = fixture.hello()
        _ = await withCheckedContinuation { continuation in
            fixture.link.heartbeat(hello, deadline: .seconds(3)) { continuation.resume(returning: $0) }
        }
        fixture.faults.setFault(outage, replica: fixture.replica.id)
        try? await fixture.freeze()
        let before = try contents(of: fixture.replica)
        #expect(Set(fixture.transport.requests.map { $0[1] }) == [1, 2, 3, 4, 5, 6])
        for request in fixture.transport.requests {
            for length in 0..<request.count where length != 2 || request[1] != 1 {
                let reply = await fixture.handle(Array(request[..<length]))
                #expect(reply.first == 1)
            }
        }
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            var noise = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if noise.count > 2 { (noise[0], noise[1]) = (1, UInt8.random(in: 1...6, using: &random)) }
            #expect(await !fixture.handle(noise).isEmpty, "seed \(seed)")
        }
        #expect(try contents(of: fixture.replica) == before)
        #expect(try PrimaryFile(fixture.replica).instance().role == .replica)
    }

    private var outage: Fault {
        var fault = Fault()
        fault.isOutage = true
        return fault
    }
}
