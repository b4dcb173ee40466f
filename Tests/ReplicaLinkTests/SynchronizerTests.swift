// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import GRDB
import InstanceStore
import KeyManagement
import ReplicaLink
import SyncEngine
import SyncModel
import SyncRuntime
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct SynchronizerTests {
    private func expectEqual(_ region: Region, _ replicas: String...) throws {
        let expected = try contents(of: try region.file())
        for replica in replicas {
            let held = try contents(of: try region.file(replica))
            for (name, content) in expected {
                // The second byte of a tombstone is zero; a replica needs none of what it never held.
                if held[name] == nil && content[1] == 0 { continue }
                #expect(held[name] == content, "\(name) at \(replica)")
            }
            #expect(Set(held.keys).isSubset(of: expected.keys))
        }
    }

    @Test func `three replicas become equal while everything changes and the daemon crashes`() async throws {
        var region = try await Region.make(replicas: "kst-a", "kst-b", "kst-c")
        try await region.change(0..<2000)
        for replica in ["kst-a", "kst-b", "kst-c"] { try await region.associate(replica) }
        try await region.change(500..<900)
        region = try await region.crash()
        try await region.change(0..<300)
        var flaky = Fault()
        flaky.lossRatio = 0.1
        flaky.failureRatio = 0.1
        region.faults.setFault(flaky, replica: try InstanceID("kst-b"))
        try await region.change(1500..<2100)
        region = try await region.crash()
        try await region.change(100..<200)
        try await region.wait()
        try expectEqual(region, "kst-a", "kst-b", "kst-c")
        let view = try region.view("kst-b")
        #expect(view.state == .active && view.counts.pending == 0 && view.counts.failed == 0)
        let quotas = try region.catalog.describe(try InstanceID(Region.primary))
        #expect(view.counts.inSync == quotas.keyQuota.used + quotas.secretQuota.used)
        await region.end()
    }

    @Test func `what is paused waits, and goes on when it is resumed`() async throws {
        let region = try await Region.make(replicas: "kst-a")
        try await region.change(0..<50)
        try await region.associate("kst-a")
        try await region.wait()
        let (primary, replica) = (try InstanceID(Region.primary), try InstanceID("kst-a"))
        let pause = AssociationRecord.Pause(reason: "rehearsal", until: nil)
        let paused = try await asked {
            region.synchronizer.pause(primary: primary, replica: replica, pause, completion: $0)
        }
        #expect(paused.state == .paused && paused.pausedReason == "rehearsal")
        let before = try contents(of: try region.file("kst-a"))
        try await region.change(0..<60)
        await #expect(throws: SynchronizationRefusal.self) { try await region.wait(atMost: 0) }
        #expect(try contents(of: try region.file("kst-a")) == before)
        #expect(try region.view("kst-a").lag ?? .zero > .zero)
        _ = try await asked { region.synchronizer.resume(primary: primary, replica: replica, completion: $0) }
        try await region.wait()
        try expectEqual(region, "kst-a")
        await region.end()
    }

    @Test func `a disassociation in the middle freezes what is there, and nothing follows`() async throws {
        var region = try await Region.make(replicas: "kst-a", "kst-b")
        try await region.change(0..<1000)
        try await region.associate("kst-a")
        try await region.associate("kst-b")
        let (primary, replica) = (try InstanceID(Region.primary), try InstanceID("kst-a"))
        let running = region
        let waiting = Task { try await running.wait("kst-a") }
        let receipt = try await asked {
            running.synchronizer.disassociate(
                primary: primary,
                replica: replica,
                confirmation: "kst-a",
                dryRun: false,
                completion: $0
            )
        }
        #expect(receipt.association.state == .disassociated)
        // Whoever waits for it is told: it was in sync before, or is over.
        _ = await waiting.result
        let frozen = try contents(of: try region.file("kst-a"))
        let missing = try contents(of: try region.file()).keys.filter { frozen[$0] == nil }
        // What was on its way may have arrived after the count, so the receipt names at least what is missing.
        #expect(receipt.behindCount >= missing.count)
        try await region.change(0..<100)
        try await region.wait()
        region = try await region.crash()
        try await region.change(0..<100)
        try await region.wait()
        try expectEqual(region, "kst-b")
        #expect(try contents(of: try region.file("kst-a")) == frozen)
        await #expect(throws: SynchronizationRefusal.self) { try await region.associate("kst-a") }
        await region.end()
    }

    @Test func `a replica that cannot be reached holds up nobody, and catches up`() async throws {
        let region = try await Region.make(replicas: "kst-a", "kst-b")
        for replica in ["kst-a", "kst-b"] { try await region.associate(replica) }
        try await region.wait()
        var outage = Fault()
        outage.isOutage = true
        region.faults.setFault(outage, replica: try InstanceID("kst-a"))
        try await region.change(0..<200)
        try await region.wait("kst-b")
        try expectEqual(region, "kst-b")
        #expect(try region.view("kst-a").counts.pending > 0)
        #expect(try region.file().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM setAside") } == 0)
        _ = region.faults.clearFaults(replica: nil)
        try await region.wait()
        try expectEqual(region, "kst-a", "kst-b")
        await region.end()
    }

    @Test func `an end is kept until the replica answers, also across a crash`() async throws {
        var region = try await Region.make(replicas: "kst-a")
        try await region.change(0..<20)
        try await region.associate("kst-a")
        try await region.wait()
        var outage = Fault()
        outage.isOutage = true
        let (primary, replica) = (try InstanceID(Region.primary), try InstanceID("kst-a"))
        region.faults.setFault(outage, replica: replica)
        let owed = Mailbox<FailureCode?>()
        let watch = region.events.listen { numbered in
            let event = numbered.event
            if event.kind == .replicaBackingOff, event.replicaID == replica { owed.send(event.cause?.code) }
        }
        let running = region
        let receipt = try await asked {
            running.synchronizer.disassociate(
                primary: primary,
                replica: replica,
                confirmation: "kst-a",
                dryRun: false,
                completion: $0
            )
        }
        #expect(receipt.association.state == .disassociating && receipt.behindCount == 0)
        // An end that does not come forward says why.
        #expect(await owed.take() == .replicaUnreachable)
        watch.cancel()
        region = try await region.crash()
        let ended = Mailbox<Bool>()
        let ticket = region.events.listen { if $0.event.kind == .replicaDisassociated { ended.send(true) } }
        if try region.view("kst-a").state != .disassociated { _ = await ended.take() }
        ticket.cancel()
        #expect(try region.view("kst-a").state == .disassociated)
        #expect(try region.catalog.describe(replica).role == .frozen)
        await region.end()
    }

    @Test func `a selection covers what was chosen and the keys that it needs, and grows all or nothing`() async throws
    {
        let region = try await Region.make(replicas: "kst-a")
        try await region.change(0..<100)
        try await region.associate("kst-a", .selectedResources, ["secret/s1", "secret/s2"])
        try await region.wait()
        let held = { try Set(contents(of: try region.file("kst-a")).keys) }
        #expect(try held() == ["key/k0", "secret/s1", "secret/s2"])
        try await region.change(0..<10)
        let primary = try InstanceID(Region.primary)
        let unknown = ResourceSelection.resources([try ResourceID("secret/s50"), try ResourceID("secret/none")])
        do {
            _ = try await asked { region.synchronizer.select(primary: primary, replica: nil, unknown, completion: $0) }
            Issue.record("an unknown resource was added")
        } catch SynchronizationRefusal.resourcesNotFound(let names) {
            #expect(names.map(\.description) == ["secret/none"])
        }
        let more = ResourceSelection.resources([try ResourceID("secret/s50"), try ResourceID("secret/s46")])
        let growth = try await asked {
            region.synchronizer.select(primary: primary, replica: nil, more, completion: $0)
        }
        #expect(growth.addedCount == 2 && growth.dependencies.map(\.description) == ["key/k40"])
        try await region.wait()
        #expect(try held() == ["key/k0", "key/k40", "secret/s1", "secret/s2", "secret/s46", "secret/s50"])
        _ = try await asked { region.synchronizer.select(primary: primary, replica: nil, .all, completion: $0) }
        try await region.wait()
        try expectEqual(region, "kst-a")
        await region.end()
    }

    @Test func `a selected secret that is made anew under another key brings that key, for good`() async throws {
        let region = try await Region.make(replicas: "kst-a")
        try await region.change(0..<45)
        try await region.associate("kst-a", .selectedResources, ["secret/s1"])
        try await region.wait()
        let file = try region.file()
        let name = try SecretName("s1")
        let secrets = FileSecretService(file)
        let deletion = try SecretDeletion(recoveryWindowDays: nil, force: true)
        _ = try await result { secrets.delete(name, deletion, completion: $0) }
        let other = try KeyID("k40")
        let anew = try NewSecret(name: name, encryptionKeyID: other)
        _ = try await result { secrets.create(anew, value: Material("anew".utf8), completion: $0) }
        _ = try await result { FileKeyService(file).disable(other, completion: $0) }
        try await region.wait()
        let keys = FileKeyService(try region.file("kst-a"))
        #expect(try keys.describe(KeyReference("k40")).state == .disabled)
        await region.end()
    }

    @Test func `no more replicas are taken than allowed, however many ask at once`() async throws {
        let names = ["kst-a", "kst-b", "kst-c", "kst-d", "kst-e", "kst-f"]
        let region = try await Region.make(replicas: "kst-a", "kst-b", "kst-c", "kst-d", "kst-e", "kst-f")
        let agreed = await withTaskGroup(of: Bool.self) { group in
            for name in names { group.addTask { (try? await region.associate(name)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(agreed == 3)
        await region.end()
    }

    @Test func `of two primaries that ask at once one is refused by the replica, and that is told with the cause`()
        async throws
    {
        let region = try await Region.make(replicas: "kst-a", "kst-b")
        let told = Mailbox<MonitorEvent>()
        let watch = region.events.listen { if $0.event.kind == .associationRefused { told.send($0.event) } }
        let replica = try InstanceID("kst-b")
        // Long enough for both to have found it free before either asks for it.
        var slow = Fault()
        slow.latency = .milliseconds(100)
        region.faults.setFault(slow, replica: replica)
        let outcomes = Mailbox<Bool>()
        for primary in [Region.primary, "kst-a"] {
            region.synchronizer.associate(
                primary: try InstanceID(primary),
                replica: replica,
                type: .allResources,
                resources: []
            ) { result in
                if case .success = result { outcomes.send(true) } else { outcomes.send(false) }
            }
        }
        let agreed = await outcomes.take(2)
        #expect(agreed.count { $0 } == 1)
        let event = await told.take()
        #expect(event.cause?.code == .roleConflict && event.replicaID == replica, "\(event.message)")
        #expect(event.cause?.attempts == 1 && event.message.contains("kst-b refused"))
        watch.cancel()
        await region.end()
    }

    @Test func `changes reach the replicas of a primary that was released and made again`() async throws {
        let region = try await Region.make(replicas: "kst-a", "kst-b")
        try await region.associate("kst-a")
        try await region.change(0..<5)
        try await region.wait()
        let (primary, replica) = (try InstanceID(Region.primary), try InstanceID("kst-a"))
        _ = try await asked {
            region.synchronizer.disassociate(
                primary: primary,
                replica: replica,
                confirmation: "kst-a",
                dryRun: false,
                completion: $0
            )
        }
        try await result { region.catalog.release(primary, confirm: Region.primary, completion: $0) }
        try await region.create(Region.primary)
        try await region.associate("kst-b")
        try await region.wait()
        try await region.change(0..<5)
        try await region.wait()
        try expectEqual(region, "kst-b")
        await region.end()
    }
}
